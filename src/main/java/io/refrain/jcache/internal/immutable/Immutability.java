package io.refrain.jcache.internal.immutable;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Collections;
import java.util.Currency;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.cache.annotation.GeneratedCacheKey;

/**
 * Knows by its run-time class whether nobody can change an object, so that a cache that stores by value need not copy it. Safe for
 * use by several threads at once.
 */
public final class Immutability {
    private static final Set<Class<?>> IMMUTABLE = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Character.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Locale.class,
            Currency.class,
            Pattern.class,
            Collections.emptyList().getClass(),
            Collections.emptySet().getClass(),
            Collections.emptyMap().getClass());

    private static final ClassValue<Boolean> BY_CLASS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isImmutable(type, new HashSet<>());
        }
    };

    private Immutability() {}

    /** Whether no object of exactly this class can be changed. */
    public static boolean of(Class<?> type) {
        return BY_CLASS.get(type);
    }

    /** Whether no object that a variable of this type can refer to can be changed. */
    public static boolean ofDeclared(Class<?> type) {
        return of(type) && isClosed(type);
    }

    /** Whether the objects of the type are of no class that is not known here. */
    private static boolean isClosed(Class<?> type) {
        return Modifier.isFinal(type.getModifiers()) || isPlainEnum(type);
    }

    /** @param enclosing records that are being looked at: one that contains itself is immutable if all the rest of it is */
    private static boolean isImmutable(Class<?> type, Set<Class<?>> enclosing) {
        return type.isPrimitive()
                || IMMUTABLE.contains(type)
                || isFinalTimeClass(type)
                || isPlainEnum(type)
                || GeneratedCacheKey.class.isAssignableFrom(type)
                || isRecordOfImmutables(type, enclosing);
    }

    private static boolean isFinalTimeClass(Class<?> type) {
        return type.getPackageName().equals("java.time") && Modifier.isFinal(type.getModifiers());
    }

    /** Constants with a body of their own have a class of their own, whose superclass is the enum. */
    private static boolean isPlainEnum(Class<?> type) {
        return Enum.class.isAssignableFrom(type);
    }

    /** Looks at declared types, since those of one object say nothing of the next one: a component must be final to count. */
    private static boolean isRecordOfImmutables(Class<?> type, Set<Class<?>> enclosing) {
        if (!type.isRecord()) {
            return false;
        }
        if (!enclosing.add(type)) {
            return true;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            if (!isClosed(component.getType()) || !isImmutable(component.getType(), enclosing)) {
                return false;
            }
        }
        return true;
    }
}
