package io.refrain.jcache.internal.codec;

import io.refrain.jcache.internal.immutable.Immutability;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sun.reflect.ReflectionFactory;

/**
 * Copies objects field by field, made as serialisation makes them: by the constructor of the first superclass that is not serialised. Safe for use
 * by several threads at once.
 */
final class BeanCopier extends ClassCopier {
    private static final MethodType COPY_FIELD = MethodType.methodType(void.class, Object.class, Object.class);

    private final Constructor<?> maker;

    /** Copies all fields at once that need no copy of what they refer to, from the second to the first; null for no such fields. */
    private final @Nullable MethodHandle plainFields;

    private final MethodHandle[] getters;
    private final MethodHandle[] setters;

    private BeanCopier(
            Constructor<?> maker,
            @Nullable MethodHandle plainFields,
            List<MethodHandle> getters,
            List<MethodHandle> setters) {
        this.maker = maker;
        this.plainFields = plainFields;
        this.getters = getters.toArray(MethodHandle[]::new);
        this.setters = setters.toArray(MethodHandle[]::new);
    }

    static Copier of(Class<?> type) throws UncopyableException {
        SerialHooks.requireNone(type);
        Constructor<?> maker = ReflectionFactory.getReflectionFactory().newConstructorForSerialization(type);
        if (maker == null) {
            throw new UncopyableException(type.getName() + " cannot be made");
        }
        MethodHandle plain = null;
        List<MethodHandle> getters = new ArrayList<>();
        List<MethodHandle> setters = new ArrayList<>();
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            for (Field field : fields(type)) {
                field.setAccessible(true);
                MethodHandle getter = lookup.unreflectGetter(field);
                MethodHandle setter = lookup.unreflectSetter(field);
                if (isPlain(field.getType())) {
                    MethodHandle copy =
                            MethodHandles.filterArguments(setter, 1, getter).asType(COPY_FIELD);
                    plain = plain == null ? copy : MethodHandles.foldArguments(plain, copy);
                } else {
                    getters.add(getter.asType(Contents.GET));
                    setters.add(setter.asType(COPY_FIELD));
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new UncopyableException(type.getName() + " is closed: " + e);
        }
        return new BeanCopier(maker, plain, getters, setters);
    }

    private static boolean isPlain(Class<?> type) {
        return Immutability.ofDeclared(type) && Copiers.isIdentity(type);
    }

    private static List<Field> fields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> each = type; Serializable.class.isAssignableFrom(each); each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    @Override
    Object copyParts(Object original, Copying copying) throws Throwable {
        Object copy = copying.remember(original, (Object) maker.newInstance());
        if (plainFields != null) {
            plainFields.invokeExact(copy, original);
        }
        for (int i = 0; i < getters.length; i++) {
            Object value = (Object) getters[i].invokeExact(original);
            if (value != null) {
                setters[i].invokeExact(copy, copying.copy(value));
            }
        }
        return copy;
    }
}
