package io.refrain.jcache.internal.codec;

import java.io.Serializable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells of a declared type, before there is any object of it, what keeps all of them from being stored. What the type leaves open is not in the way: an interface, an abstract class, a
 * variable, and what is in the fields of a class that Java's serialisation writes. For one thread.
 */
final class TypeRefusal {
    private final Predicate<Class<?>> stored;
    private final String cache;

    /** Each with where in the type it is. */
    private final Map<Class<?>, String> inTheWay = new LinkedHashMap<>();

    /**
     * @param stored whether objects of exactly a class are stored, as far as the class says
     * @param cache for the remedy
     */
    TypeRefusal(Predicate<Class<?>> stored, String cache) {
        this.stored = stored;
        this.cache = cache;
    }

    /** What is in the way, why it is not stored as JSON either, and what to do; null when nothing is, or JSON can be. */
    @Nullable
    String of(Type type) {
        look(type, "");
        String json = inTheWay.isEmpty() ? null : troubleWithJson(type);
        if (json == null) {
            return null;
        }
        String told = inTheWay.entrySet().stream()
                .map(each -> each.getKey().getTypeName()
                        + (each.getValue().isEmpty() ? "" : " in " + each.getValue())
                        + (isSerializable(each.getKey()) ? " is not admitted" : " is not java.io.Serializable"))
                .collect(Collectors.joining(", "));
        return told + "; nor can it be JSON: " + json + ". " + remedy(json);
    }

    private void look(Type type, String where) {
        if (type instanceof GenericArrayType array) {
            look(array.getGenericComponentType(), type.getTypeName());
        } else if (type instanceof ParameterizedType parameterized
                && parameterized.getRawType() instanceof Class<?> raw) {
            look(raw, where);
            if (JdkClasses.isOfTheJdk(raw)) {
                for (Type argument : parameterized.getActualTypeArguments()) {
                    look(argument, type.getTypeName());
                }
            }
        } else if (type instanceof Class<?> plain) {
            lookAt(plain, where);
        }
    }

    private void lookAt(Class<?> type, String where) {
        if (type.isArray()) {
            look(type.getComponentType(), type.getTypeName());
            return;
        }
        boolean open = type.isPrimitive()
                || type == Object.class
                || type == Void.class
                || !type.isEnum() && Modifier.isAbstract(type.getModifiers());
        if (!open && !stored.test(type)) {
            inTheWay.putIfAbsent(type, where);
        }
    }

    /** Null for none. */
    private static @Nullable String troubleWithJson(Type type) {
        try {
            JsonTypes.codec(type);
            return null;
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String remedy(String json) {
        if (inTheWay.keySet().stream().allMatch(TypeRefusal::isSerializable)) {
            return "Admit it by " + SerializationFilter.ALLOW + "="
                    + inTheWay.keySet().stream().map(Class::getName).collect(Collectors.joining(",")) + ".";
        }
        return json.equals(JsonTypes.NO_JACKSON)
                ? "Add Jackson to the application."
                : "Keep the cache on the heap: refrain.caches.\"" + cache + "\".storage=heap.";
    }

    private static boolean isSerializable(Class<?> type) {
        return Serializable.class.isAssignableFrom(type);
    }
}
