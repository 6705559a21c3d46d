package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import javax.cache.CacheException;

/**
 * Stores numbers, truth values, identifiers and times as the text of their own {@code toString}, which their class reads back.
 * Safe for use by several threads at once.
 */
record ScalarCodec<T>(String name, Class<T> type, Function<String, T> parser) implements Codec<T> {

    static final List<ScalarCodec<?>> ALL = List.of(
            new ScalarCodec<>("boolean", Boolean.class, ScalarCodec::parseBoolean),
            new ScalarCodec<>("byte", Byte.class, Byte::valueOf),
            new ScalarCodec<>("short", Short.class, Short::valueOf),
            new ScalarCodec<>("int", Integer.class, Integer::valueOf),
            new ScalarCodec<>("long", Long.class, Long::valueOf),
            new ScalarCodec<>("float", Float.class, Float::valueOf),
            new ScalarCodec<>("double", Double.class, Double::valueOf),
            new ScalarCodec<>("big-integer", BigInteger.class, BigInteger::new),
            new ScalarCodec<>("big-decimal", BigDecimal.class, BigDecimal::new),
            new ScalarCodec<>("uuid", UUID.class, UUID::fromString),
            new ScalarCodec<>("duration", Duration.class, Duration::parse),
            new ScalarCodec<>("instant", Instant.class, Instant::parse),
            new ScalarCodec<>("local-date", LocalDate.class, LocalDate::parse),
            new ScalarCodec<>("local-date-time", LocalDateTime.class, LocalDateTime::parse),
            new ScalarCodec<>("offset-date-time", OffsetDateTime.class, OffsetDateTime::parse));

    @Override
    public boolean handles(Class<?> candidate) {
        return candidate == type;
    }

    @Override
    public boolean immutable() {
        return true;
    }

    @Override
    public Encoded encode(T value) {
        return Encoded.text(name, value.toString());
    }

    @Override
    public T decode(Encoded encoded, ClassLoader loader) {
        String text = Objects.requireNonNull(encoded.text());
        try {
            return parser.apply(text);
        } catch (RuntimeException e) {
            throw new CacheException("'" + text + "' is no " + name, e);
        }
    }

    private static Boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
