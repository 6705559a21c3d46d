package io.refrain.jcache.internal.codec;

import io.refrain.jcache.internal.immutable.Immutability;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what an object refers to that cannot be changed itself: a record or one of the JDK's own unmodifiable collections. Immutable. */
interface Contents {
    MethodType GET = MethodType.methodType(Object.class, Object.class);

    /**
     * All that the object refers to, in an array of the caller's own. Of a map, each key is before its value; of a record, it is what its
     * fields have, whatever its accessors say.
     */
    @Nullable
    Object[] of(Object holder);

    /** The contents of objects of a class; empty when they can be changed themselves, or are closed. */
    static Optional<Contents> in(Class<?> type) {
        return ByClass.CONTENTS.get(type);
    }

    /** Whether an object cannot be changed, though another of its class perhaps can: all that it refers to cannot either. */
    static boolean cannotChange(Object live) {
        try {
            return areImmutable(live);
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private static boolean areImmutable(Object live) {
        Optional<Contents> contents = in(live.getClass());
        if (contents.isEmpty()) {
            return false;
        }
        for (Object each : contents.get().of(live)) {
            if (each != null && !Immutability.of(each.getClass()) && !areImmutable(each)) {
                return false;
            }
        }
        return true;
    }

    /** Looked up once. Safe for use by several threads at once. */
    final class ByClass {
        private static final Set<Class<?>> COLLECTIONS = Set.of(
                List.of().getClass(),
                List.of(1).getClass(),
                Set.of().getClass(),
                Set.of(1).getClass());
        private static final Set<Class<?>> MAPS =
                Set.of(Map.of().getClass(), Map.of(1, 1).getClass());

        private static final ClassValue<Optional<Contents>> CONTENTS = new ClassValue<>() {
            @Override
            protected Optional<Contents> computeValue(Class<?> type) {
                if (COLLECTIONS.contains(type)) {
                    return Optional.of(collection -> ((Collection<?>) collection).toArray());
                }
                if (MAPS.contains(type)) {
                    return Optional.of(map -> keysAndValues((Map<?, ?>) map));
                }
                return type.isRecord() ? ofRecord(type) : Optional.empty();
            }
        };

        private ByClass() {}

        private static Optional<Contents> ofRecord(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            MethodHandle[] getters = new MethodHandle[components.length];
            try {
                for (int i = 0; i < getters.length; i++) {
                    Field field = type.getDeclaredField(components[i].getName());
                    field.setAccessible(true);
                    getters[i] = MethodHandles.lookup().unreflectGetter(field).asType(GET);
                }
                return Optional.of(holder -> values(holder, getters));
            } catch (ReflectiveOperationException | RuntimeException e) {
                return Optional.empty();
            }
        }

        private static @Nullable Object[] values(Object record, MethodHandle[] getters) {
            Object[] all = new Object[getters.length];
            try {
                for (int i = 0; i < all.length; i++) {
                    all[i] = (Object) getters[i].invokeExact(record);
                }
            } catch (Throwable e) {
                throw new IllegalStateException("A field can be read", e);
            }
            return all;
        }

        private static Object[] keysAndValues(Map<?, ?> map) {
            Object[] all = new Object[2 * map.size()];
            int next = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                all[next++] = entry.getKey();
                all[next++] = entry.getValue();
            }
            return all;
        }
    }
}
