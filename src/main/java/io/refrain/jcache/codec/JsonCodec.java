package io.refrain.jcache.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.refrain.jcache.internal.immutable.Immutability;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.function.Supplier;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import org.jspecify.annotations.Nullable;

/**
 * Stores objects of one class, or one type such as the lists of a class, as JSON, which a person can read in the file. Needs
 * {@code com.fasterxml.jackson.core:jackson-databind}, and of {@code com.fasterxml.jackson.datatype} for {@code java.time} also {@code jackson-datatype-jsr310},
 * for optionals {@code jackson-datatype-jdk8}. Safe for use by several threads at once.
 *
 * <p>Without a mapper of the application's own, it takes records and beans; writes times as ISO 8601, numbers exactly, and properties and
 * the entries of maps in the order of their names, so that equal objects are written alike and may be keys unless a set in them is not
 * in order; reads what an older version of the class has written, whose missing properties are null, and passes over properties that the
 * class does not have; and lets no JSON choose a class.
 *
 * @param <T> the class or type of the objects
 */
public final class JsonCodec<T> implements Codec<T> {
    private final JavaType type;
    private final String described;
    private final boolean immutable;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    private JsonCodec(JavaType type, ObjectMapper mapper) {
        this.type = type;
        this.described = type.toCanonical();
        this.immutable = !type.isContainerType() && !type.isReferenceType() && Immutability.of(type.getRawClass());
        this.writer = mapper.writerFor(type);
        this.reader = mapper.readerFor(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * A codec with a mapper of its own.
     *
     * @throws IllegalArgumentException when the class is abstract or an interface
     */
    public static <T> JsonCodec<T> of(Class<T> type) {
        return of(type, DefaultMapper.make());
    }

    /**
     * A codec with the application's mapper, which must not change any more.
     *
     * @throws IllegalArgumentException when the class is abstract or an interface
     */
    public static <T> JsonCodec<T> of(Class<T> type, ObjectMapper mapper) {
        if (Modifier.isAbstract(type.getModifiers()) && !type.isArray() && !type.isPrimitive()) {
            throw new IllegalArgumentException(type.getName() + " has no objects of its own: "
                    + (type.getTypeParameters().length > 0
                            ? "use JsonCodec.factory(new TypeReference<" + type.getSimpleName() + "<...>>() {})"
                            : "add a codec for each class that is stored"));
        }
        return new JsonCodec<>(mapper.constructType(type), mapper);
    }

    /**
     * A codec for all objects that can be told apart by a type, such as the lists of a class, with a mapper of its own.
     *
     * @throws IllegalArgumentException when the type does not say what is in it
     */
    public static JsonCodec<Object> of(Type type) {
        return ofClosed(type, DefaultMapper.make());
    }

    private static JsonCodec<Object> ofClosed(Type type, ObjectMapper mapper) {
        JavaType known = mapper.constructType(type);
        if (!JsonShape.isClosed(known)) {
            throw new IllegalArgumentException(type + " does not say what is in it");
        }
        return new JsonCodec<>(known, mapper);
    }

    /**
     * As {@link #of(Type)}, for objects of classes that are records, beans, or collections and optionals of these.
     *
     * @throws IllegalArgumentException when it is another type, saying what in it is wrong
     */
    public static JsonCodec<Object> ofRecordsAndBeans(Type type) {
        ObjectMapper mapper = DefaultMapper.make();
        JsonCodec<Object> codec = ofClosed(type, mapper);
        JsonShape.requireKept(codec.type, mapper);
        return codec;
    }

    /** Makes {@link #of(Type)} of what the reference refers to, such as {@code new TypeReference<List<Answer>>() {}}. */
    public static <T> Factory<JsonCodec<T>> factory(TypeReference<T> type) {
        return new TypeReferenceFactory<>(type.getClass());
    }

    /** Makes {@link #of(Class)}; for configurations, which are serialisable. */
    public static <T> Factory<JsonCodec<T>> factory(Class<T> type) {
        return new JsonCodecFactory<>(Objects.requireNonNull(type, "type"));
    }

    @Override
    public String name() {
        return "json:" + described;
    }

    @Override
    public boolean handles(Class<?> candidate) {
        Class<?> raw = type.getRawClass();
        return type.isConcrete() && !type.hasGenericTypes() ? candidate == raw : raw.isAssignableFrom(candidate);
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
                    "An object of " + described + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public T decode(Encoded encoded, ClassLoader loader) {
        String text = encoded.text();
        if (text == null) {
            throw new CacheException("This is no JSON of " + described + ": it is bytes");
        }
        try {
            @Nullable T value = reader.readValue(text);
            if (value == null) {
                throw new CacheException("This is no JSON of " + described + ": it is null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new CacheException("This is no JSON of " + described + ": " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Serialisable, and equal for the same class. Immutable.
     *
     * @param reference a class that extends {@link TypeReference}
     */
    private record TypeReferenceFactory<T>(Class<?> reference) implements Factory<JsonCodec<T>> {
        @Override
        @SuppressWarnings("unchecked") // the type is that of the reference
        public JsonCodec<T> create() {
            ParameterizedType parent = (ParameterizedType) reference.getGenericSuperclass();
            return (JsonCodec<T>) of(parent.getActualTypeArguments()[0]);
        }
    }

    /** Serialisable, and equal for the same class. Immutable. */
    private record JsonCodecFactory<T>(Class<T> type) implements Factory<JsonCodec<T>> {
        @Override
        public JsonCodec<T> create() {
            return of(type);
        }
    }

    /** Set up once, when it is first needed. */
    private static final class DefaultMapper {
        private static final int FIRST_TYPES = 16;
        private static final int MOST_TYPES = 200;
        private static final ObjectMapper PATTERN = mapper();

        /** Each is one codec's, since a mapper, and the factory of its types, keep the classes that they have met, and with them the application. */
        static ObjectMapper make() {
            LookupCache<Object, JavaType> types = new LRUMap<>(FIRST_TYPES, MOST_TYPES);
            return PATTERN.copy().setTypeFactory(PATTERN.getTypeFactory().withCache(types));
        }

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
            // No method references, whose linking alone would need the module.
            addIfThere(builder, () -> JavaTime.module());
            addIfThere(builder, () -> Optionals.module());
            return builder.build();
        }

        private static void addIfThere(JsonMapper.Builder builder, Supplier<Module> module) {
            try {
                builder.addModule(module.get());
            } catch (LinkageError e) {
                // The module is not there: who stores what needs it is told by Jackson.
            }
        }
    }

    /** Loaded only where the module is there. */
    private static final class Optionals {
        static Module module() {
            return new Jdk8Module();
        }
    }

    /** Loaded only where the module is there. */
    private static final class JavaTime {
        static Module module() {
            return new JavaTimeModule().disable(JavaTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID);
        }
    }
}
