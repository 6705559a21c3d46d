package io.refrain.jcache.internal.codec;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds where in an object one of a class is, as a programmer would write the way there: {@code Outer.list[0]}. For one thread. */
final class Whereabouts {
    /** Of so many objects it is looked into; nobody reads the way to what is further off. */
    private static final int MOST = 10_000;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Place> next = new ArrayDeque<>();

    private Whereabouts() {}

    private record Place(Object object, String way) {}

    /** The way to the first object of a class; null when there is none within reach. */
    static @Nullable String in(Object root, Class<?> wanted) {
        String exactly = new Whereabouts().find(root, object -> object.getClass() == wanted);
        // A superclass, or the class of a constant, is where its object is.
        return exactly == null ? new Whereabouts().find(root, wanted::isInstance) : exactly;
    }

    /** How the way from an object of a class begins. */
    static String name(Class<?> root) {
        return root.getSimpleName().isEmpty() ? root.getTypeName() : root.getSimpleName();
    }

    private @Nullable String find(Object root, Predicate<Object> wanted) {
        add(root, name(root.getClass()));
        for (Place place = next.poll(); place != null; place = next.poll()) {
            if (wanted.test(place.object)) {
                return place.way;
            }
            lookInto(place.object, place.way);
        }
        return null;
    }

    private void add(@Nullable Object object, String way) {
        if (object != null && seen.size() < MOST && seen.add(object)) {
            next.add(new Place(object, way));
        }
    }

    private void lookInto(Object object, String way) {
        if (object instanceof Object[] array) {
            for (int i = 0; i < Array.getLength(array); i++) {
                add(array[i], way + "[" + i + "]");
            }
        } else if (object instanceof Map<?, ?> map && JdkClasses.isOfTheJdk(object.getClass())) {
            map.forEach((key, value) -> {
                add(value, way + ".get(" + (key instanceof String ? '"' + key.toString() + '"' : key) + ")");
                add(key, way + ".keySet()");
            });
        } else if (object instanceof Collection<?> collection && JdkClasses.isOfTheJdk(object.getClass())) {
            int place = 0;
            for (Object each : collection) {
                add(each, way + "[" + place++ + "]");
            }
        } else if (object instanceof Optional<?> optional) {
            optional.ifPresent(value -> add(value, way + ".get()"));
        } else {
            lookIntoFields(object, way);
        }
        if (object instanceof Throwable failure) {
            add(failure.getCause(), way + ".getCause()");
        }
    }

    private void lookIntoFields(Object object, String way) {
        for (Class<?> type = object.getClass();
                type != null && !JdkClasses.isOfTheJdk(type);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())
                        && !field.getType().isPrimitive()) {
                    add(value(field, object), way + "." + field.getName());
                }
            }
        }
    }

    private static @Nullable Object value(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException | RuntimeException e) {
            // Closed: what is in it has no way that could be told.
            return null;
        }
    }
}
