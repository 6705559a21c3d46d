package io.refrain.jcache.internal.codec;

import java.io.Externalizable;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Set;

/** Knows whether a class has a say in how it is serialised. Immutable. */
final class SerialHooks {
    private static final Set<String> METHODS =
            Set.of("writeObject", "readObject", "readObjectNoData", "writeReplace", "readResolve");

    private SerialHooks() {}

    /** @throws UncopyableException when the class, or one that it extends and that is serialised with it, has */
    static void requireNone(Class<?> type) throws UncopyableException {
        if (Externalizable.class.isAssignableFrom(type)) {
            throw new UncopyableException(type.getName() + " is Externalizable");
        }
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            boolean serialised = Serializable.class.isAssignableFrom(each);
            for (Method method : each.getDeclaredMethods()) {
                // A superclass that is not serialised itself can still replace the object.
                if (METHODS.contains(method.getName()) && (serialised || method.getParameterCount() == 0)) {
                    throw new UncopyableException(each.getName() + " has " + method.getName());
                }
            }
            for (Field field : each.getDeclaredFields()) {
                if (serialised && field.getName().equals("serialPersistentFields")) {
                    throw new UncopyableException(each.getName() + " has serialPersistentFields");
                }
            }
        }
    }
}
