package io.refrain.jcache.internal.codec;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the classes of the JDK that are values, collections or failures, by rule: what they hold is all there is to them, and reading one starts
 * nothing. Immutable.
 */
final class JdkClasses {
    /** Those whose classes are values and collections, but for what {@link #REACHING} says. */
    private static final Set<String> VALUES = Set.of(
            "java.lang",
            "java.math",
            "java.net",
            "java.sql",
            "java.text",
            "java.time",
            "java.time.chrono",
            "java.time.temporal",
            "java.time.zone",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks",
            "java.util.regex",
            "javax.xml.namespace");

    /** A class says what else is to be loaded, and a permission is no value. */
    private static final Set<String> REACHING = Set.of(
            "java.lang.Class", "java.net.NetPermission", "java.net.SocketPermission", "java.util.PropertyPermission");

    /** What java.util.Calendar writes. */
    private static final String ZONE_OF_A_CALENDAR = "sun.util.calendar.ZoneInfo";

    private JdkClasses() {}

    /**
     * Whether it is one.
     *
     * @param type no array
     */
    static boolean isValue(Class<?> type) {
        if (!isOfTheJdk(type) || type.isInterface()) {
            return false;
        }
        String name = type.getName();
        return type.isEnum()
                || isFailure(type)
                || VALUES.contains(type.getPackageName()) && !REACHING.contains(name)
                || name.equals(ZONE_OF_A_CALENDAR);
    }

    /** Of management, one runs what it holds when it is read. */
    private static boolean isFailure(Class<?> type) {
        return Throwable.class.isAssignableFrom(type)
                && (type.getName().startsWith("java.") || type.getName().startsWith("javax."))
                && !type.getPackageName().startsWith("javax.management");
    }

    /** Not by the name, which anybody may give a package of his own where it is not the boot class loader's. */
    static boolean isOfTheJdk(Class<?> type) {
        @Nullable ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }
}
