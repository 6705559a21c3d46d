package io.refrain.jcache.internal.codec;

import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what Java's serialisation may write to, and read from, a place that outlives the process, where somebody else may have written: the
 * value classes, collections and failures of the JDK, those of some frameworks, and what was admitted by name; none of it without limits. An array of an
 * interface holds nothing by itself, so it is what is in it that is looked at. Immutable.
 */
public final class SerializationFilter {
    /** The configuration key that admits further classes. */
    public static final String ALLOW = "refrain.serialization.allow";

    private static final String NAME = "[^\\s.,;*!/\\[]+";
    private static final Pattern ADMISSION = Pattern.compile(NAME + "(\\." + NAME + ")*(\\.\\*\\*?)?");

    private final Set<String> classes = new HashSet<>();
    private final Set<String> packages = new HashSet<>();
    private final Set<String> trees = new HashSet<>();
    private final Limits limits;

    /**
     * @param admitted names of classes, {@code com.acme.*} for a package, or {@code com.acme.**} for one with those below it, as in JEP 290
     * @throws IllegalArgumentException as {@link #requirePattern}
     */
    public SerializationFilter(Collection<String> admitted, Limits limits) {
        this.limits = limits;
        admitted.forEach(this::admit);
    }

    /**
     * Refuses what admits nothing.
     *
     * @throws IllegalArgumentException when it is none of what is allowed; its message says what that is
     */
    public static void requirePattern(String pattern) {
        if (!isPattern(pattern)) {
            throw new IllegalArgumentException(
                    "'" + pattern
                            + "' must be the name of a class, com.acme.* for a package, or com.acme.** for one with those below it");
        }
    }

    /** Whether it admits anything. */
    public static boolean isPattern(String pattern) {
        return ADMISSION.matcher(pattern).matches();
    }

    private void admit(String pattern) {
        requirePattern(pattern);
        if (pattern.endsWith(".**")) {
            trees.add(pattern.substring(0, pattern.length() - "**".length()));
        } else if (pattern.endsWith(".*")) {
            packages.add(pattern.substring(0, pattern.length() - ".*".length()));
        } else {
            classes.add(pattern);
        }
    }

    /** Whether objects of exactly this class, or arrays of them, may be written and read. */
    boolean admits(Class<?> type) {
        Class<?> named = named(type);
        String name = named.getName();
        return named.isPrimitive()
                || type.isArray() && named.isInterface()
                || classes.contains(name)
                || packages.contains(named.getPackageName())
                || trees.stream().anyMatch(name::startsWith)
                || JdkClasses.isValue(named)
                || FrameworkClasses.isValue(named);
    }

    /** The class by whose name a class is admitted. */
    static Class<?> named(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        Class<?> parent = element.getSuperclass();
        if (parent != null && parent.isEnum()) {
            // A constant with a body of its own.
            return parent;
        }
        return Proxy.isProxyClass(element) ? Proxy.class : element;
    }

    Limits limits() {
        return limits;
    }

    /** The filter of one stream of so many bytes. */
    Reading reading(long size) {
        return new Reading(size);
    }

    /** Looks at what one stream brings. For one thread. */
    final class Reading implements ObjectInputFilter {
        private @Nullable String refusal;

        /** Looks at the size at once, since a filter is not asked at the end of a stream. */
        private Reading(long size) {
            refusal = limits.exceededBy(size);
        }

        @Override
        public Status checkInput(FilterInfo info) {
            Class<?> type = info.serialClass();
            if (refusal == null) {
                refusal = limits.exceededBy(info);
            }
            if (refusal == null && type != null && !admits(type)) {
                refusal = named(type).getName() + " is not admitted; " + ALLOW + " admits it";
            }
            if (refusal != null) {
                return Status.REJECTED;
            }
            return type == null ? Status.UNDECIDED : Status.ALLOWED;
        }

        /** What was refused and why; null for nothing. */
        @Nullable
        String refusal() {
            return refusal;
        }
    }

    /**
     * How much one stored object may be. Immutable.
     *
     * @param depth how deep objects may be in one another, by {@code refrain.serialization.max-depth}
     * @param references how many references there may be, by {@code refrain.serialization.max-references}
     * @param arrayLength how long an array may be, by {@code refrain.serialization.max-array-length}
     * @param bytes how many bytes it may have, by {@code refrain.serialization.max-bytes}
     */
    public record Limits(long depth, long references, long arrayLength, long bytes) {
        /** Where these are set. */
        public static final String DEPTH = "refrain.serialization.max-depth";

        /** See {@link #DEPTH}. */
        public static final String REFERENCES = "refrain.serialization.max-references";

        /** See {@link #DEPTH}. */
        public static final String ARRAY_LENGTH = "refrain.serialization.max-array-length";

        /** See {@link #DEPTH}. */
        public static final String BYTES = "refrain.serialization.max-bytes";

        /** What holds when nothing is set. */
        public static final Limits DEFAULT = new Limits(100, 1_000_000, 10_000_000, 100 << 20);

        @Nullable
        String exceededBy(ObjectInputFilter.FilterInfo info) {
            String exceeded = exceeded(DEPTH, depth, info.depth());
            if (exceeded == null) {
                exceeded = exceeded(REFERENCES, references, info.references());
            }
            return exceeded == null ? exceeded(ARRAY_LENGTH, arrayLength, info.arrayLength()) : exceeded;
        }

        @Nullable
        String exceededBy(long size) {
            return exceeded(BYTES, bytes, size);
        }

        private static @Nullable String exceeded(String key, long limit, long actual) {
            return actual > limit ? "it is more than " + key + "=" + limit + " allows" : null;
        }

        /** Whether so many objects in so many bytes could exceed any: a reference and an element of an array have at least a byte. */
        boolean mayBeExceededBy(long objects, long size) {
            return objects >= depth || size >= references || size >= arrayLength;
        }
    }
}
