package io.refrain.jcache.internal.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The keys of frameworks that are known to be equal by some of their parts: Spring's for methods of several parameters, and those of Hibernate's
 * second-level cache. Safe for use by several threads at once.
 */
final class FrameworkKey extends KeyForm {
    private static final String SPRING = "org.springframework.cache.interceptor.SimpleKey";

    /** The fields by which they are equal, in the order in which the constructor takes them. */
    private static final Map<String, List<String>> FIELDS = Map.of(
            SPRING,
            List.of("params"),
            "org.hibernate.cache.internal.BasicCacheKeyImplementation",
            List.of("id", "entityOrRoleName"),
            "org.hibernate.cache.internal.CacheKeyImplementation",
            List.of("id", "entityOrRoleName", "tenantId"),
            "org.hibernate.cache.internal.NaturalIdCacheKey",
            List.of("naturalIdValues", "entityName", "tenantId"));

    private final Class<?> type;
    private final Field[] fields;
    private final Constructor<?> constructor;

    private FrameworkKey(Class<?> type) throws NoSuchFieldException {
        this.type = type;
        List<String> names = FIELDS.getOrDefault(type.getName(), List.of());
        this.fields = new Field[names.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = type.getDeclaredField(names.get(i));
            fields[i].setAccessible(true);
        }
        this.constructor = Arrays.stream(type.getDeclaredConstructors())
                .filter(this::takesTheFields)
                .findFirst()
                .orElseThrow(() -> new NoSuchFieldException("No constructor takes " + names));
        constructor.setAccessible(true);
    }

    /** Hibernate's keys keep the hash that its type of the id gives, and take it last. */
    private boolean takesTheFields(Constructor<?> candidate) {
        Class<?>[] parameters = candidate.getParameterTypes();
        if (parameters.length != fields.length + (keepsHash() ? 1 : 0)) {
            return false;
        }
        for (int i = 0; i < fields.length; i++) {
            if (parameters[i] != fields[i].getType()) {
                return false;
            }
        }
        return !keepsHash() || parameters[fields.length] == int.class;
    }

    private boolean keepsHash() {
        return !type.getName().equals(SPRING);
    }

    static boolean isOne(Class<?> type) {
        return FIELDS.containsKey(type.getName());
    }

    /** The form of a class that is one; when it is not as it is known to be, one that refuses. */
    static KeyForm of(Class<?> type) {
        try {
            return new FrameworkKey(type);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return new NoKeyForm(
                    "this version of it is not known (" + e + ")",
                    "Add a codec that writes equal ones alike, by RefrainConfiguration.addCodec.");
        }
    }

    /** The form of one that was named in a stored key. */
    static FrameworkKey of(Class<?> type, KeyForms forms) {
        if (isOne(type) && forms.of(type) instanceof FrameworkKey known) {
            return known;
        }
        throw new CacheException("A stored key is a " + type.getName() + ", which is not known any more");
    }

    /** Those of Hibernate can, and must, since nobody else knows their hash; the one of Spring when all of its parts can. */
    @Override
    boolean canBeKept(Object key) {
        return keepsHash();
    }

    @Override
    void write(Object part, KeyWriter to) {
        to.raw(KeyReader.PARTS).quoted(type.getName()).raw('{');
        for (int i = 0; i < fields.length; i++) {
            if (i > 0) {
                to.raw(',');
            }
            String name = fields[i].getName();
            to.raw(name).raw('=');
            KeyArray.write(name, value(fields[i], part), to);
        }
        to.raw('}');
    }

    private static @Nullable Object value(Field field, Object key) {
        try {
            return field.get(key);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("A field can be read", e);
        }
    }

    Object read(Map<String, @Nullable Object> parts) {
        @Nullable Object[] values = new Object[fields.length + (keepsHash() ? 1 : 0)];
        for (int i = 0; i < fields.length; i++) {
            values[i] = parts.get(fields[i].getName());
        }
        if (keepsHash()) {
            values[fields.length] = values[0] instanceof Object[] ids
                    ? Arrays.deepHashCode(ids)
                    : values[0] == null ? 0 : values[0].hashCode();
        }
        if (!parts.keySet()
                .equals(Set.copyOf(Arrays.stream(fields).map(Field::getName).toList()))) {
            throw new CacheException("A stored key has other parts than " + type.getName() + ": " + parts.keySet());
        }
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new CacheException("A stored key cannot be made a " + type.getName() + ": " + e.getCause(), e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new CacheException("A stored key cannot be made a " + type.getName() + ": " + e, e);
        }
    }
}
