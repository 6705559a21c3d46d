package io.refrain.jcache.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.refrain.jcache.internal.immutable.Immutability;
import java.lang.reflect.Modifier;
import java.util.Objects;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import org.jspecify.annotations.Nullable;

/**
 * Stores objects of one class as JSON, which a person can read in the file. Needs {@code com.fasterxml.jackson.core:jackson-databind}, and for
 * {@code java.time} also {@code com.fasterxml.jackson.datatype:jackson-datatype-jsr310}. Safe for use by several threads at once.
 *
 * <p>Without a mapper of the application's own, it takes records and beans; writes times as ISO 8601, numbers exactly, and properties and
 * the entries of maps in the order of their names, so that equal objects are written alike and may be keys unless a set in them is not
 * in order; reads what an older version of the class has written, whose missing properties are null, and passes over properties that the
 * class does not have; and lets no JSON choose a class.
 *
 * @param <T> the class of the objects
 */
public final class JsonCodec<T> implements Codec<T> {
    private final Class<T> type;
    private final boolean immutable;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    private JsonCodec(Class<T> type, ObjectMapper mapper) {
        if (Modifier.isAbstract(type.getModifiers()) && !type.isArray() && !type.isPrimitive()) {
            throw new IllegalArgumentException(
                    type.getName() + " has no objects of its own: add a codec for each class that is stored");
        }
        this.type = type;
        this.immutable = Immutability.of(type);
        this.writer = mapper.writerFor(type);
        this.reader = mapper.readerFor(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * A codec with a mapper of its own.
     *
     * @throws IllegalArgumentException when the class is abstract or an interface
     */
    public static <T> JsonCodec<T> of(Class<T> type) {
        return of(type, DefaultMapper.INSTANCE);
    }

    /**
     * A codec with the application's mapper, which must not change any more.
     *
     * @throws IllegalArgumentException when the class is abstract or an interface
     */
    public static <T> JsonCodec<T> of(Class<T> type, ObjectMapper mapper) {
        return new JsonCodec<>(type, mapper);
    }

    /** Makes {@link #of(Class)}; for configurations, which are serialisable. */
    public static <T> Factory<JsonCodec<T>> factory(Class<T> type) {
        return new JsonCodecFactory<>(Objects.requireNonNull(type, "type"));
    }

    @Override
    public String name() {
        return "json:" + type.getName();
    }

    @Override
    public boolean handles(Class<?> candidate) {
        return candidate == type;
    }

    @Override
    public boolean immutable() {
        return immutable;
    }

    @Override
    public Encoded encode(T value) {
        try {
            return Encoded.text(name(), writer.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new CacheException(
                    "An object of " + type.getName() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public T decode(Encoded encoded, ClassLoader loader) {
        String text = encoded.text();
        if (text == null) {
            throw new CacheException("This is no JSON of " + type.getName() + ": it is bytes");
        }
        try {
            @Nullable T value = reader.readValue(text);
            if (value == null) {
                throw new CacheException("This is no JSON of " + type.getName() + ": it is null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new CacheException("This is no JSON of " + type.getName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Serialisable, and equal for the same class. Immutable. */
    private record JsonCodecFactory<T>(Class<T> type) implements Factory<JsonCodec<T>> {
        @Override
        public JsonCodec<T> create() {
            return of(type);
        }
    }

    /** Made once, when it is first needed. */
    private static final class DefaultMapper {
        static final ObjectMapper INSTANCE = mapper();

        private static ObjectMapper mapper() {
            // What could be written can be read, however long.
            JsonFactory unbounded = JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build();
            JsonMapper.Builder builder = JsonMapper.builder(unbounded)
                    .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
                    .enable(MapperFeature.BLOCK_UNSAFE_POLYMORPHIC_BASE_TYPES)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
            try {
                builder.addModule(JavaTime.module());
            } catch (LinkageError e) {
                // The module is not there: who stores times is told by Jackson.
            }
            return builder.build();
        }
    }

    /** Loaded only where the module is there. */
    private static final class JavaTime {
        static Module module() {
            return new JavaTimeModule().disable(JavaTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID);
        }
    }
}
