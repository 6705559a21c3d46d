package io.refrain.jcache.codec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Tells whether JSON keeps all that is in objects of a type, as far as their classes say. For one thread. */
final class JsonShape {
    private final ObjectMapper mapper;
    private final Set<JavaType> seen = new HashSet<>();

    private JsonShape(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** Whether it says of all that is in it what that is. */
    static boolean isClosed(JavaType type) {
        if (type.getRawClass() == Object.class) {
            return false;
        }
        if (type.isContainerType() || type.isReferenceType()) {
            return isClosed(type.getContentType()) && (type.getKeyType() == null || isClosed(type.getKeyType()));
        }
        return type.getBindings().getTypeParameters().stream().allMatch(JsonShape::isClosed)
                && type.getBindings().size() == type.getRawClass().getTypeParameters().length;
    }

    /** @throws IllegalArgumentException when it does not, saying what in the type is in the way */
    static void requireKept(JavaType type, ObjectMapper mapper) {
        new JsonShape(mapper).check(type, type.getRawClass().getSimpleName());
    }

    private void check(JavaType type, String where) {
        if (!seen.add(type)) {
            return;
        }
        Class<?> raw = type.getRawClass();
        if (raw == Object.class) {
            throw new IllegalArgumentException(where + " may be anything");
        }
        if (type.isContainerType() || type.isReferenceType()) {
            check(type.getContentType(), where + (type.isReferenceType() ? ".get()" : "[]"));
            return;
        }
        if (isOfTheJdk(raw) || raw.isEnum() || raw.isPrimitive()) {
            return;
        }
        if (Collection.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw) || type.isAbstract()) {
            throw new IllegalArgumentException(where + " is a " + raw.getName() + ", which is no record and no bean");
        }
        BeanDescription read = mapper.getDeserializationConfig().introspect(type);
        Set<String> kept = new HashSet<>();
        for (BeanPropertyDefinition property :
                mapper.getSerializationConfig().introspect(type).findProperties()) {
            if (property.couldSerialize()) {
                kept.add(property.getInternalName());
                check(property.getPrimaryType(), where + "." + property.getInternalName());
            }
        }
        Set<String> set = new HashSet<>();
        for (BeanPropertyDefinition property : read.findProperties()) {
            if (property.couldDeserialize()) {
                set.add(property.getInternalName());
            }
        }
        for (Class<?> each = raw; each != null && !isOfTheJdk(each); each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                boolean needed = !Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())
                        && !field.isSynthetic()
                        && !isIgnored(field);
                if (needed && !(kept.contains(field.getName()) && set.contains(field.getName()))) {
                    throw new IllegalArgumentException(where + "." + field.getName() + " cannot be "
                            + (kept.contains(field.getName()) ? "set" : "read") + " by Jackson");
                }
            }
        }
    }

    private static boolean isIgnored(AnnotatedElement field) {
        return field.isAnnotationPresent(JsonIgnore.class);
    }

    private static boolean isOfTheJdk(Class<?> type) {
        return type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
    }
}
