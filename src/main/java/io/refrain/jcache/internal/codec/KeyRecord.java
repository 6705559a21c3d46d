package io.refrain.jcache.internal.codec;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Records as keys: their class, and each component by its name, in the order of the names. Read by the canonical constructor, as Java's
 * serialisation does. Safe for use by several threads at once.
 */
final class KeyRecord extends KeyForm {
    private final Class<?> type;
    private final String[] names;

    /** The places of the components in the order of their names. */
    private final int[] sorted;

    private final Contents contents;
    private final MethodHandle constructor;

    private KeyRecord(Class<?> type, Contents contents, MethodHandle constructor) {
        this.type = type;
        this.contents = contents;
        this.constructor = constructor;
        this.names = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toArray(String[]::new);
        this.sorted = IntStream.range(0, names.length)
                .boxed()
                .sorted(Comparator.comparing(place -> names[place]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The form of a record that was named in a stored key. */
    static KeyRecord of(Class<?> type, KeyForms forms) {
        if (type.isRecord() && forms.of(type) instanceof KeyRecord known) {
            return known;
        }
        throw new CacheException(
                "A stored key is a " + type.getName() + ", which is no record any more, or a closed one");
    }

    /** The form of a class; when it has none, one that refuses. */
    static KeyForm of(Class<?> type) {
        try {
            if (!isCompilers(type, "equals", Object.class) || !isCompilers(type, "hashCode")) {
                return new NoKeyForm(
                        "it has an equals or hashCode of its own, of which nothing is known",
                        "Add a codec that writes equal ones alike, by RefrainConfiguration.addCodec.");
            }
            return new KeyRecord(type, Contents.in(type).orElseThrow(), HolderCopier.canonical(type));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return new NoKeyForm(
                    "its components cannot be read (" + e + ")",
                    "Open its package to Refrain; in a native executable, register the record for reflection.");
        }
    }

    /** What the compiler makes for a record is final; what a person writes is, in a class that is final anyway, not. */
    private static boolean isCompilers(Class<?> type, String method, Class<?>... parameters)
            throws NoSuchMethodException {
        return Modifier.isFinal(type.getDeclaredMethod(method, parameters).getModifiers());
    }

    @Override
    void write(Object part, KeyWriter to) {
        to.raw(KeyReader.RECORD).quoted(type.getName()).raw('{');
        @Nullable Object[] values = contents.of(part);
        for (int i = 0; i < sorted.length; i++) {
            if (i > 0) {
                to.raw(',');
            }
            String name = names[sorted[i]];
            to.raw(name).raw('=').part(name, values[sorted[i]]);
        }
        to.raw('}');
    }

    Object read(Map<String, @Nullable Object> components) {
        @Nullable Object[] values = new Object[names.length];
        for (int i = 0; i < names.length; i++) {
            if (!components.containsKey(names[i])) {
                throw new CacheException("A stored key has no " + type.getName() + "." + names[i]);
            }
            values[i] = components.get(names[i]);
        }
        if (components.size() != names.length) {
            throw new CacheException("A stored key has more than " + type.getName() + " has: " + components.keySet());
        }
        Object made = make(values);
        @Nullable Object[] kept = contents.of(made);
        for (int i = 0; i < values.length; i++) {
            if (!Objects.equals(values[i], kept[i])) {
                throw new CacheException(
                        type.getName() + " does not keep the " + names[i] + " that its constructor is given");
            }
        }
        return made;
    }

    private Object make(@Nullable Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Throwable e) {
            throw new CacheException("A stored key cannot be made a " + type.getName() + ": " + e, e);
        }
    }
}
