package io.refrain.jcache.internal.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a configuration key may be set to. Immutable.
 *
 * @param name as in the README's tables, in Markdown
 * @param allowed what follows "must be"
 * @param parser makes the value from its text; throws {@link IllegalArgumentException} for what is not allowed
 * @param secret whether a text may hold a credential, and is never told
 */
public record ValueType<T>(String name, String allowed, Function<String, T> parser, Predicate<String> secret) {

    /** The value of a text; empty when it is not allowed. */
    Optional<T> parse(String text) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The same, of which nothing is ever told. */
    public ValueType<T> keptSecret() {
        return new ValueType<>("secret", allowed, parser, any -> true);
    }

    /** Of which no text is secret. */
    public static <T> ValueType<T> of(String name, String allowed, Function<String, T> parser) {
        return new ValueType<>(name, allowed, parser, any -> false);
    }

    /** True or false, and nothing else that one might write for them. */
    public static ValueType<Boolean> flag() {
        return choice("boolean", Map.of("true", true, "false", false), "true or false");
    }

    /** A whole number. */
    public static ValueType<Long> number(long least, long most) {
        String allowed = most == Long.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most;
        return of("number", "a whole number " + allowed, text -> within(least, Long.valueOf(text), most));
    }

    /** A whole number that is not large. */
    public static ValueType<Integer> count(int least, int most) {
        ValueType<Long> number = number(least, most);
        return of(number.name, number.allowed, text -> Math.toIntExact(number.parser.apply(text)));
    }

    /** A number that need not be whole. */
    public static ValueType<Double> decimal(double least, double most) {
        // What is no number at all is above the highest in this order.
        return of(
                "number",
                "a number from " + plain(least) + " to " + plain(most),
                text -> within(least, Double.valueOf(text), most));
    }

    /** A number of bytes, perhaps in K, M or G. */
    public static ValueType<Long> bytes(long least, long most) {
        String allowed = most == Long.MAX_VALUE
                ? "of at least " + Sizes.text(least)
                : "from " + Sizes.text(least) + " to " + Sizes.text(most);
        return of(
                "bytes, such as `64K`, `100M`, `2G`",
                "a number of bytes " + allowed + ", such as 500000, 64K, 100M or 2G",
                text -> within(least, Sizes.parse(text), most));
    }

    /** A length of time. */
    public static ValueType<Duration> duration(Duration least, Duration most) {
        return of(
                "duration",
                "a duration from " + Durations.text(least) + " to " + Durations.text(most)
                        + ", such as 500ms, 90s, 30m, 7d or PT1H",
                text -> within(least, Durations.parse(text), most));
    }

    /** The constants of an enum, in small letters with hyphens. */
    public static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E each : Objects.requireNonNull(type.getEnumConstants(), type::getName)) {
            choices.put(each.name().toLowerCase(Locale.ROOT).replace('_', '-'), each);
        }
        return choice(
                choices.keySet().stream().map(each -> '`' + each + '`').collect(Collectors.joining(", ")),
                choices,
                // With "or" before the last one only.
                String.join(", ", choices.keySet()).replaceFirst(", ([^,]*)$", " or $1"));
    }

    private static <T> ValueType<T> choice(String name, Map<String, T> choices, String allowed) {
        return of(name, allowed, text -> {
            T chosen = choices.get(text.toLowerCase(Locale.ROOT));
            if (chosen == null) {
                throw new IllegalArgumentException(text);
            }
            return chosen;
        });
    }

    /** Several texts with commas between them; empty ones do not count. */
    public static ValueType<List<String>> list(String name, String allowed, Predicate<String> each) {
        return of(name, allowed, text -> {
            List<String> all = new ArrayList<>();
            for (String part : text.split(",", -1)) {
                if (!part.isBlank()) {
                    all.add(part.trim());
                }
            }
            require(all.stream().allMatch(each), text);
            return all;
        });
    }

    /** The name of a class. */
    public static ValueType<String> className() {
        return text(
                "class name",
                "the name of a class",
                text -> text.matches("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*"));
    }

    /** Any text that is accepted. */
    public static ValueType<String> text(String name, String allowed, Predicate<String> accepted) {
        return of(name, allowed, text -> {
            require(accepted.test(text), text);
            return text;
        });
    }

    /** An http or https URL without anything that could be a credential. */
    public static ValueType<String> baseUrl() {
        return new ValueType<>(
                "URL",
                "an http or https URL with a host, such as http://localhost:11434/v1, without user, query and fragment",
                text -> {
                    require(isBaseUrl(text), text);
                    return text;
                },
                // A user or a query may be a credential.
                text -> text.contains("@") || text.contains("?"));
    }

    private static boolean isBaseUrl(String text) {
        try {
            URI url = new URI(text);
            return ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static <T extends Comparable<T>> T within(T least, T value, T most) {
        require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0, value);
        return value;
    }

    private static void require(boolean allowed, Object value) {
        if (!allowed) {
            throw new IllegalArgumentException(value.toString());
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
