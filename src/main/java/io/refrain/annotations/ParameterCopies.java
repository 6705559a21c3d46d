package io.refrain.annotations;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * Takes the parameters of a key away from whoever may change them. Arrays, lists, sets, maps, optionals, records and dates are copied with all that they
 * hold; what else can be serialised is, if its copy equals it. What remains is kept as it is: nobody can change it, it equals itself
 * only, or it must not be changed while the key is in use. Safe for use by several threads at once
 * when what it does with parts is.
 */
final class ParameterCopies {
    /** Whatever is deeper holds itself. */
    private static final int DEPTH = 500;

    private static final Set<Class<?>> IMMUTABLE = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Character.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Locale.class,
            Currency.class);

    private static final ClassValue<Boolean> KEPT = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return IMMUTABLE.contains(type)
                    || Enum.class.isAssignableFrom(type)
                    || type.getPackageName().equals("java.time")
                    || GeneratedCacheKey.class.isAssignableFrom(type)
                    || !type.isArray() && equalsItselfOnly(type);
        }
    };

    private static final ParameterCopies ALL = new ParameterCopies(part -> part);

    /** What becomes of a part that is kept. */
    private final UnaryOperator<Object> kept;

    private ParameterCopies(UnaryOperator<Object> kept) {
        this.kept = kept;
    }

    private static boolean equalsItselfOnly(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class).getDeclaringClass() == Object.class;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** @throws CacheAnnotationException when one holds itself */
    static List<@Nullable Object> ofList(Collection<? extends @Nullable Object> parameters) {
        return ALL.list(parameters, 0);
    }

    /** The same, with equal parts as one object, so that Java's serialisation writes equal lists alike: it tells one object from two equal ones. */
    static List<@Nullable Object> ofListWithEqualPartsShared(Collection<? extends @Nullable Object> parameters) {
        Map<Object, Object> shared = new HashMap<>();
        return new ParameterCopies(part -> shared.computeIfAbsent(part, same -> same)).list(parameters, 0);
    }

    private List<@Nullable Object> list(Collection<? extends @Nullable Object> all, int depth) {
        return Collections.unmodifiableList(addTo(new ArrayList<>(all.size()), all, depth));
    }

    private <C extends Collection<@Nullable Object>> C addTo(
            C copies, Collection<? extends @Nullable Object> all, int depth) {
        for (Object each : all) {
            copies.add(of(each, depth + 1));
        }
        return copies;
    }

    private @Nullable Object of(@Nullable Object parameter, int depth) {
        if (parameter == null) {
            return null;
        }
        if (KEPT.get(parameter.getClass())) {
            return kept.apply(parameter);
        }
        if (depth > DEPTH) {
            throw new CacheAnnotationException("A parameter holds itself, or is deeper than " + DEPTH
                    + ": choose others with @CacheKey, or give a cacheKeyGenerator");
        }
        if (parameter.getClass().isArray()) {
            return parameter instanceof Object[] elements
                    ? new ArrayElements(list(Arrays.asList(elements), depth))
                    : PrimitiveElements.of(parameter);
        }
        if (parameter instanceof List<?> list) {
            return list(list, depth);
        }
        if (parameter instanceof Set<?> set) {
            return Collections.unmodifiableSet(addTo(new LinkedHashSet<>(), set, depth));
        }
        if (parameter instanceof Map<?, ?> map) {
            return map(map, depth);
        }
        if (parameter instanceof Optional<?> optional) {
            return optional.map(value -> of(value, depth + 1));
        }
        if (parameter.getClass() == Date.class) {
            return new Date(((Date) parameter).getTime());
        }
        return parameter instanceof Record record ? record(record, depth) : serialised(parameter);
    }

    private Map<@Nullable Object, @Nullable Object> map(Map<?, ?> map, int depth) {
        Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(of(key, depth + 1), of(value, depth + 1)));
        return Collections.unmodifiableMap(copy);
    }

    /** The record itself when nothing in it can be changed. */
    private Object record(Record record, int depth) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new Object[components.length];
        boolean same = true;
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                Method accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                Object value = accessor.invoke(record);
                // A record equals another with the same array, not with an equal one.
                values[i] = value != null && value.getClass().isArray() ? value : of(value, depth + 1);
                same &= values[i] == value;
            }
            if (same) {
                return record;
            }
            Constructor<?> canonical = record.getClass().getDeclaredConstructor(types);
            canonical.setAccessible(true);
            Object copy = canonical.newInstance(values);
            return copy.equals(record) ? copy : record;
        } catch (ReflectiveOperationException | IllegalArgumentException | InaccessibleObjectException e) {
            // Closed, or it wants the very class of what it holds.
            return serialised(record);
        }
    }

    private static Object serialised(Object parameter) {
        if (!(parameter instanceof Serializable)) {
            return parameter;
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(parameter);
            }
            Object copy = read(bytes.toByteArray(), parameter.getClass().getClassLoader());
            return parameter.equals(copy) && parameter.hashCode() == copy.hashCode() ? copy : parameter;
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError | StackOverflowError e) {
            return parameter;
        }
    }

    private static Object read(byte[] bytes, @Nullable ClassLoader loader) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
                try {
                    return Class.forName(type.getName(), false, loader);
                } catch (ClassNotFoundException e) {
                    return super.resolveClass(type);
                }
            }
        }) {
            return Objects.requireNonNull(in.readObject());
        }
    }
}
