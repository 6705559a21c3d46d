package io.refrain.jcache.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Copies records through their canonical constructor, as serialisation reads them. Safe for use by several threads at once. */
final class RecordCopier extends ClassCopier {
    private final MethodHandle[] accessors;
    private final boolean[] immutable;
    private final MethodHandle constructor;

    private RecordCopier(MethodHandle[] accessors, boolean[] immutable, MethodHandle constructor) {
        this.accessors = accessors;
        this.immutable = immutable;
        this.constructor = constructor;
    }

    static Copier of(Class<?> type) throws UncopyableException {
        SerialHooks.requireNone(type);
        RecordComponent[] components = type.getRecordComponents();
        MethodHandle[] accessors = new MethodHandle[components.length];
        boolean[] immutable = new boolean[components.length];
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            for (int i = 0; i < components.length; i++) {
                Method accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                accessors[i] = lookup.unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class));
                immutable[i] = Immutability.ofDeclared(components[i].getType());
            }
            Constructor<?> canonical = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            MethodHandle constructor = lookup.unreflectConstructor(canonical)
                    .asSpreader(Object[].class, components.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            return new RecordCopier(accessors, immutable, constructor);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new UncopyableException(type.getName() + " is closed: " + e);
        }
    }

    @Override
    Object copyParts(Object original, Copying copying) throws Throwable {
        Object[] values = new Object[accessors.length];
        boolean same = true;
        for (int i = 0; i < values.length; i++) {
            Object value = (Object) accessors[i].invokeExact(original);
            values[i] = immutable[i] ? value : copying.copy(value);
            same &= values[i] == value;
        }
        return same ? original : copying.remember(original, (Object) constructor.invokeExact(values));
    }
}
