package io.refrain.internal.answers;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.util.Collection;
import java.util.Map;

/**
 * Tells apart objects that differ in nothing but their class where anything may be; not lists and maps, whose class says how somebody made them. For
 * writing only.
 */
public final class ClassesOfAllButContainers extends ObjectMapper.DefaultTypeResolverBuilder {
    private static final long serialVersionUID = 1;

    /** For one mapper. */
    public ClassesOfAllButContainers() {
        super(
                ObjectMapper.DefaultTyping.OBJECT_AND_NON_CONCRETE,
                BasicPolymorphicTypeValidator.builder().build());
        init(JsonTypeInfo.Id.CUSTOM, new Names());
        inclusion(JsonTypeInfo.As.WRAPPER_ARRAY);
    }

    @Override
    public boolean useForType(JavaType type) {
        return !type.isContainerType() && super.useForType(type);
    }

    /** A container where anything may be has the name of its kind. */
    private static final class Names extends TypeIdResolverBase {
        @Override
        public String idFromValue(Object value) {
            if (value instanceof Map) {
                return "map";
            }
            return value instanceof Collection ? "list" : value.getClass().getName();
        }

        @Override
        public String idFromValueAndType(Object value, Class<?> suggested) {
            return idFromValue(value);
        }

        @Override
        public JsonTypeInfo.Id getMechanism() {
            return JsonTypeInfo.Id.CUSTOM;
        }
    }
}
