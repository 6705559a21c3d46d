package io.refrain.jcache.internal.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The keys of frameworks that are known to be equal by some of their parts: Spring's for methods of several parameters, and those of Hibernate's
 * second-level cache and query cache. Safe for use by several threads at once.
 */
final class FrameworkKey extends KeyForm {
    private static final String SPRING = "org.springframework.cache.interceptor.SimpleKey";

    private static final String PARAMETERS =
            "org.hibernate.query.internal.QueryParameterBindingsImpl$ParameterBindingsMementoImpl";

    /** The fields by which they are equal, in the order in which the constructor takes them. */
    private static final Map<String, List<String>> FIELDS = Map.of(
            SPRING,
            List.of("params"),
            "org.hibernate.cache.internal.BasicCacheKeyImplementation",
            List.of("id", "entityOrRoleName"),
            "org.hibernate.cache.internal.CacheKeyImplementation",
            List.of("id", "entityOrRoleName", "tenantId"),
            "org.hibernate.cache.internal.NaturalIdCacheKey",
            List.of("naturalIdValues", "entityName", "tenantId"),
            "org.hibernate.cache.spi.QueryKey",
            List.of("sqlQueryString", "parameterBindingsMemento", "firstRow", "maxRows", "enabledFilterNames"),
            PARAMETERS,
            List.of("values"));

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

    /** Most of Hibernate's keys keep the hash that its types of their parts give, and take it last. */
    private boolean takesTheFields(Constructor<?> candidate) {
        Class<?>[] parameters = candidate.getParameterTypes();
        int more = parameters.length - fields.length;
        if (more < 0 || more > 1 || more == 1 && parameters[fields.length] != int.class) {
            return false;
        }
        for (int i = 0; i < fields.length; i++) {
            Class<?> kept = fields[i].getType();
            if (parameters[i] != kept && !(parameters[i] == Set.class && kept == String[].class)) {
                return false;
            }
        }
        return true;
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
        return !type.getName().equals(SPRING);
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
        Class<?>[] types = constructor.getParameterTypes();
        @Nullable Object[] values = new Object[types.length];
        for (int i = 0; i < fields.length; i++) {
            Object part = parts.get(fields[i].getName());
            values[i] = types[i] == Set.class && part instanceof Object[] some
                    ? new LinkedHashSet<>(Arrays.asList(some))
                    : part;
        }
        if (values.length > fields.length) {
            values[fields.length] = hash(values[0]);
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

    /** As the types of most ids and parameters have it. */
    private int hash(@Nullable Object first) {
        if (first instanceof Object[] values && type.getName().equals(PARAMETERS)) {
            int hash = 0;
            for (Object value : values) {
                hash = 37 * hash + Objects.hashCode(value);
            }
            return hash;
        }
        return first instanceof Object[] ids ? Arrays.deepHashCode(ids) : Objects.hashCode(first);
    }
}
