package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Encoded;
import java.net.URI;
import java.time.Instant;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Keys of one class of the JDK that are a single text, the same for equal ones on every version of Java. Safe for use by several threads at once.
 *
 * @param <T> the class
 */
final class KeyScalar<T> extends KeyForm {
    private static final Map<String, KeyScalar<?>> BY_NAME = new HashMap<>();
    private static final Map<Class<?>, KeyScalar<?>> BY_CLASS = new HashMap<>();

    static {
        for (KeyScalar<?> scalar : all()) {
            BY_NAME.put(scalar.name, scalar);
            BY_CLASS.put(scalar.type, scalar);
        }
    }

    private final String name;
    private final Class<T> type;
    private final Function<T, String> writer;
    private final Function<String, ? extends T> parser;

    /** Whether a codec of that name reads it when it is alone. */
    private final boolean hasCodec;

    private KeyScalar(
            String name,
            Class<T> type,
            Function<T, String> writer,
            Function<String, ? extends T> parser,
            boolean hasCodec) {
        this.name = name;
        this.type = type;
        this.writer = writer;
        this.parser = parser;
        this.hasCodec = hasCodec;
    }

    /** The form of a class; null for none. */
    static @Nullable KeyScalar<?> of(Class<?> type) {
        return BY_CLASS.get(type);
    }

    /** @throws CacheException when there is none of that name */
    static KeyScalar<?> named(String name) {
        KeyScalar<?> scalar = BY_NAME.get(name);
        if (scalar == null) {
            throw new CacheException("A stored key has a '" + name + "', which is unknown");
        }
        return scalar;
    }

    private static List<KeyScalar<?>> all() {
        List<KeyScalar<?>> all = new ArrayList<>();
        ScalarCodec.ALL.forEach(codec -> all.add(ofCodec(codec)));
        // How their decimal text is rounded has changed between versions of Java.
        all.add(new KeyScalar<>("float", Float.class, Float::toHexString, Float::valueOf, true));
        all.add(new KeyScalar<>("double", Double.class, Double::toHexString, Double::valueOf, true));
        all.add(scalar("char", Character.class, String::valueOf, KeyScalar::character));
        all.add(scalar(
                "date", Date.class, date -> date.toInstant().toString(), text -> Date.from(Instant.parse(text))));
        all.add(scalar("local-time", LocalTime.class, LocalTime::toString, LocalTime::parse));
        all.add(scalar("offset-time", OffsetTime.class, OffsetTime::toString, OffsetTime::parse));
        all.add(scalar("zoned-date-time", ZonedDateTime.class, ZonedDateTime::toString, KeyScalar::zonedDateTime));
        all.add(scalar("year", Year.class, Year::toString, text -> Year.of(Integer.parseInt(text))));
        all.add(scalar("year-month", YearMonth.class, KeyScalar::text, KeyScalar::yearMonth));
        all.add(scalar("month-day", MonthDay.class, MonthDay::toString, MonthDay::parse));
        all.add(scalar("period", Period.class, Period::toString, Period::parse));
        all.add(scalar("zone-offset", ZoneOffset.class, ZoneOffset::getId, ZoneOffset::of));
        all.add(zone(ZoneId.of("UTC").getClass()));
        all.add(scalar("locale", Locale.class, KeyScalar::text, Locale::forLanguageTag));
        all.add(scalar("currency", Currency.class, Currency::getCurrencyCode, Currency::getInstance));
        all.add(scalar("uri", URI.class, CanonicalUri::of, URI::create));
        all.add(scalar(
                "optional-int",
                OptionalInt.class,
                some -> some.isPresent() ? Integer.toString(some.getAsInt()) : "",
                text -> text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text))));
        all.add(scalar(
                "optional-long",
                OptionalLong.class,
                some -> some.isPresent() ? Long.toString(some.getAsLong()) : "",
                text -> text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text))));
        all.add(scalar(
                "optional-double",
                OptionalDouble.class,
                some -> some.isPresent() ? Double.toHexString(some.getAsDouble()) : "",
                text -> text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text))));
        return all;
    }

    private static <T> KeyScalar<T> ofCodec(ScalarCodec<T> codec) {
        return new KeyScalar<>(codec.name(), codec.type(), Object::toString, codec.parser(), true);
    }

    private static <T> KeyScalar<T> scalar(
            String name, Class<T> type, Function<T, String> writer, Function<String, ? extends T> parser) {
        return new KeyScalar<>(name, type, writer, parser, false);
    }

    /** The class of those with a region is not public. */
    @SuppressWarnings("unchecked")
    private static KeyScalar<ZoneId> zone(Class<? extends ZoneId> region) {
        return scalar("zone", (Class<ZoneId>) region, ZoneId::getId, ZoneId::of);
    }

    private static Character character(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException(text);
        }
        return text.charAt(0);
    }

    /** Not by its own parser, which lets the zone's rules of today change the time. */
    private static ZonedDateTime zonedDateTime(String text) {
        int zone = text.indexOf('[');
        OffsetDateTime time = OffsetDateTime.parse(zone < 0 ? text : text.substring(0, zone));
        ZoneId id = zone < 0 ? time.getOffset() : ZoneId.of(text.substring(zone + 1, text.length() - 1));
        return ZonedDateTime.ofStrict(time.toLocalDateTime(), time.getOffset(), id);
    }

    /** Its own text cannot be read back after the year 9999. */
    private static String text(YearMonth month) {
        return month.getYear() + "-" + month.getMonthValue();
    }

    private static YearMonth yearMonth(String text) {
        int dash = text.lastIndexOf('-');
        return YearMonth.of(Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
    }

    private static String text(Locale locale) {
        String tag = locale.toLanguageTag();
        if (!Locale.forLanguageTag(tag).equals(locale)) {
            throw new IllegalArgumentException("'" + locale + "' has no language tag of its own");
        }
        return tag;
    }

    @Override
    Encoded encode(Object key, KeyForms forms) {
        return hasCodec ? Encoded.text(name, writer.apply(type.cast(key))) : super.encode(key, forms);
    }

    @Override
    void write(Object part, KeyWriter to) {
        try {
            String text = writer.apply(type.cast(part));
            to.raw(name).quoted(text);
        } catch (IllegalArgumentException e) {
            throw to.refused(type, String.valueOf(e.getMessage()), "Use its text as the key.");
        }
    }

    T read(String text) {
        try {
            return parser.apply(text);
        } catch (RuntimeException e) {
            throw new CacheException("A stored key has '" + text + "', which is no " + name, e);
        }
    }
}
