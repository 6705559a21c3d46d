package io.refrain.langchain4j;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's module adds to the types of LangChain4j, as JSON: its fields are written, and its builder takes them back. Only LangChain4j's own
 * builders are ever called, whatever the JSON names. Where a builder is not there, as in a native executable that does not know it, what it would have
 * taken is left out. Has no state.
 */
final class BuiltObjects {
    static final ObjectMapper MAPPER = new ObjectMapper()
            .setVisibility(PropertyAccessor.ALL, Visibility.NONE)
            .setVisibility(PropertyAccessor.FIELD, Visibility.ANY)
            .setSerializationInclusion(Include.NON_NULL)
            .configure(SerializationFeature.FAIL_ON_EMPTY_BEANS, false)
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final String TYPE = "type";
    private static final String FIELDS = "fields";
    private static final String OURS = "dev.langchain4j.";
    /** The exchange with the server as it was, in which there may be secrets. */
    private static final Set<String> LEFT_OUT = Set.of("rawHttpResponse", "rawServerSentEvents");

    private BuiltObjects() {}

    /** Writes what the object's class has beyond a type of LangChain4j's core: nothing when it is of that very type. */
    static void write(Object object, Class<?> core, ObjectNode into) {
        if (object.getClass() == core || !object.getClass().getName().startsWith(OURS)) {
            return;
        }
        ObjectNode fields = into.put(TYPE, object.getClass().getName()).putObject(FIELDS);
        for (Class<?> each = object.getClass(); each != core; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !LEFT_OUT.contains(field.getName())) {
                    Object value = value(field, object);
                    if (value != null) {
                        fields.set(field.getName(), MAPPER.valueToTree(value));
                    }
                }
            }
        }
    }

    private static @Nullable Object value(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("A field was made accessible and is not", e);
        }
    }

    /** A builder that has taken the fields that were written; null when none was written, or there is no such builder. */
    static @Nullable Object builder(JsonNode json, Class<?> core) {
        String name = json.path(TYPE).textValue();
        if (name == null || !name.startsWith(OURS)) {
            return null;
        }
        try {
            Class<?> type = Class.forName(name, false, core.getClassLoader());
            return core.isAssignableFrom(type) ? builder(json.path(FIELDS), type, 0) : null;
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static @Nullable Object builder(JsonNode fields, Class<?> type, int depth) {
        Object builder;
        try {
            builder = type.getMethod("builder").invoke(null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
        for (Map.Entry<String, JsonNode> each : fields.properties()) {
            Method setter = setter(builder, each.getKey());
            if (setter != null) {
                call(setter, builder, read(each.getValue(), setter.getGenericParameterTypes()[0], depth));
            }
        }
        return builder;
    }

    private static @Nullable Object read(JsonNode json, Type type, int depth) {
        if (json.isArray() && type instanceof ParameterizedType list && list.getRawType() == List.class) {
            List<Object> all = new ArrayList<>();
            for (JsonNode each : json) {
                Object one = read(each, list.getActualTypeArguments()[0], depth + 1);
                if (one != null) {
                    all.add(one);
                }
            }
            return all;
        }
        if (json.isObject() && type instanceof Class<?> plain && plain.getName().startsWith(OURS) && depth < 16) {
            Object builder = builder(json, plain, depth + 1);
            return builder == null ? null : build(builder);
        }
        return MAPPER.convertValue(json, MAPPER.constructType(type));
    }

    /** Gives a builder a value, if it takes one of that name. */
    static void set(Object builder, String name, @Nullable Object value) {
        Method setter = setter(builder, name);
        if (setter != null && value != null) {
            call(setter, builder, value);
        }
    }

    static @Nullable Object build(Object builder) {
        try {
            return builder.getClass().getMethod("build").invoke(builder);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static @Nullable Method setter(Object builder, String name) {
        for (Method each : builder.getClass().getMethods()) {
            if (each.getName().equals(name) && each.getParameterCount() == 1 && !each.isBridge()) {
                return each;
            }
        }
        return null;
    }

    private static void call(Method setter, Object builder, @Nullable Object value) {
        try {
            setter.invoke(builder, value);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(setter + " does not take what was written", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("A public method cannot be called", e);
        }
    }
}
