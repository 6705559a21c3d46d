package io.refrain.jcache.internal.codec;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** The classes in one object that keep Java's serialisation from storing it, all of them. For one thread. */
final class Refusals {
    private static final Set<Class<?>> OPTIONALS =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    private final Set<Class<?>> notSerializable = new LinkedHashSet<>();
    private final Set<Class<?>> notAdmitted = new LinkedHashSet<>();

    void notSerializable(Class<?> type) {
        notSerializable.add(type);
    }

    void notAdmitted(Class<?> type) {
        notAdmitted.add(type);
    }

    boolean isEmpty() {
        return notSerializable.isEmpty() && notAdmitted.isEmpty();
    }

    /**
     * What to tell whoever stores the object: each class, where the first of it is, and what to do.
     *
     * @param json why it is not stored as JSON; null where that was not tried
     */
    CacheException refusal(Object root, @Nullable String json) {
        Class<?> type = root.getClass();
        StringBuilder message = new StringBuilder("An object of " + type.getTypeName() + " cannot be stored ");
        message.append(notAdmitted.isEmpty() ? "by value" : "in a persistent cache by Java's serialisation");
        String separator = ": ";
        if (!notSerializable.isEmpty()) {
            message.append(separator).append(told(root, notSerializable, "is not java.io.Serializable"));
            separator = "; ";
        }
        if (!notAdmitted.isEmpty()) {
            message.append(separator).append(told(root, notAdmitted, "is not admitted"));
        }
        if (json != null) {
            message.append("; nor as JSON: ").append(json);
        }
        return new CacheException(message + ". " + remedy(type, json == null));
    }

    private static String told(Object root, Set<Class<?>> types, String what) {
        return types.stream()
                .map(type -> type.getTypeName() + at(Whereabouts.in(root, type), root))
                .collect(Collectors.joining(", ", "", " " + what));
    }

    private static String at(@Nullable String where, Object root) {
        return where == null || where.equals(Whereabouts.name(root.getClass())) ? "" : " at " + where;
    }

    private String remedy(Class<?> root, boolean mayBeJson) {
        if (root.isHidden()
                || Stream.concat(notSerializable.stream(), notAdmitted.stream()).anyMatch(Class::isHidden)) {
            return "Store an object of a class that has a name instead.";
        }
        if (notSerializable.isEmpty()) {
            return "Admit " + (notAdmitted.size() == 1 ? "it" : "them") + " by " + SerializationFilter.ALLOW + "="
                    + notAdmitted.stream()
                            .map(type -> SerializationFilter.named(type).getName())
                            .distinct()
                            .collect(Collectors.joining(","))
                    + ".";
        }
        if (mayBeJson && canHaveCodec(root) && notSerializable.stream().noneMatch(JdkClasses::isOfTheJdk)) {
            return "Give the cache a codec: RefrainConfiguration.addCodec(JsonCodec.factory(" + root.getSimpleName()
                    + ".class)), which needs Jackson.";
        }
        if (notSerializable.stream().noneMatch(JdkClasses::isOfTheJdk)) {
            return "Let "
                    + notSerializable.stream().map(Class::getTypeName).collect(Collectors.joining(" and "))
                    + " implement java.io.Serializable.";
        }
        if (notSerializable.stream().allMatch(OPTIONALS::contains)) {
            return "Say what is stored, by the return type of the method, setTypes, or"
                    + " RefrainConfiguration.addCodec(JsonCodec.factory(new TypeReference<...>() {})), which need Jackson.";
        }
        return "Store what it is made of instead, or make the field transient.";
    }

    /** Of an application's own, and with objects that are not of classes below it, or Jackson finds nothing to make. */
    private static boolean canHaveCodec(Class<?> root) {
        return !JdkClasses.isOfTheJdk(root)
                && !root.isArray()
                && !root.isAnonymousClass()
                && (root.isRecord() || hasBeanConstructor(root));
    }

    private static boolean hasBeanConstructor(Class<?> root) {
        return Arrays.stream(root.getDeclaredConstructors()).anyMatch(each -> each.getParameterCount() == 0);
    }
}
