package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import io.refrain.jcache.CodecContract.Question;
import io.refrain.jcache.CodecContract.Reply;
import io.refrain.jcache.codec.JsonCodec;
import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.config.StorageType;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;

/** What a persistent cache writes to its file, and what it refuses to write and to read. */
abstract class SerializationContract extends CacheContract {
    private static final String ALLOW = "refrain.serialization.allow";

    SerializationContract(Medium medium) {
        super(medium);
    }

    /** Cannot be changed, so that the heap keeps it as it is. */
    record Order(int number) implements Serializable {}

    /** Can be changed. */
    static final class Parcel implements Serializable {
        private static final long serialVersionUID = 1;
        final List<Object> content = new ArrayList<>();
    }

    /** Opens the manager again, where these are admitted and nothing else. */
    private void reopen(String admitted) {
        close();
        Properties properties = medium.properties();
        properties.setProperty(ALLOW, admitted);
        manager = provider.getCacheManager(uri(), null, properties);
    }

    private static Parcel parcel(Object content) {
        Parcel parcel = new Parcel();
        parcel.content.add(content);
        return parcel;
    }

    private static <K, V> void assertRefused(Cache<K, V> cache, K key, V value, Class<?> named) {
        List<Runnable> verbs = List.of(
                () -> cache.put(key, value),
                () -> cache.getAndPut(key, value),
                () -> cache.putIfAbsent(key, value),
                () -> cache.putAll(Map.of(key, value)));
        for (Runnable verb : verbs) {
            CacheException failure = assertThrows(CacheException.class, verb::run);
            assertTrue(failure.toString().contains(named.getName()), failure::toString);
            assertTrue(failure.toString().contains(ALLOW + "=" + named.getName()), failure::toString);
        }
    }

    @Test
    void put_ofAClassThatIsNotAdmitted_namesItAndStoresNothing() throws Exception {
        Cache<Object, Object> cache = create(typed(Object.class, Object.class)
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> new FakeWriter<>()));
        cache.put("k", "v");

        assertRefused(cache, "k", new Order(1), Order.class);
        assertRefused(cache, "k", new Parcel(), Parcel.class);
        assertRefused(cache, "k", new ArrayList<>(List.of(new Date(1), new Order(1))), Order.class);

        assertEquals("v", cache.get("k"));
        assertEquals(List.of("v"), values());
    }

    @Test
    void put_ofAClassThatIsNotAdmitted_isNotToldToTheWriter() {
        FakeWriter<Object, Object> told = new FakeWriter<>();
        Cache<Object, Object> cache =
                create(typed(Object.class, Object.class).setWriteThrough(true).setCacheWriterFactory(() -> told));

        assertRefused(cache, "k", new Order(1), Order.class);

        assertTrue(told.entries.isEmpty());
    }

    @Test
    void put_ofAClassThatIsAdmitted_isThereAfterReopening() {
        reopen("io.refrain.jcache.*");
        Cache<Object, Object> cache = create(typed(Object.class, Object.class));

        cache.put("k", new Order(1));
        cache.put(new Order(2), parcel(new Order(3)));
        reopen("io.refrain.**");

        cache = create(typed(Object.class, Object.class));
        assertEquals(new Order(1), cache.get("k"));
        assertEquals(List.of(new Order(3)), ((Parcel) cache.get(new Order(2))).content);
    }

    @Test
    void put_ofTheConfiguredTypes_isAdmitted_andNothingElseThatTheyHold() {
        Cache<Order, Parcel> cache = create(typed(Order.class, Parcel.class));

        cache.put(new Order(1), parcel("text"));

        assertEquals(List.of("text"), cache.get(new Order(1)).content);
        assertRefused(cache, new Order(1), parcel(new StoreHolder()), StoreHolder.class);
    }

    static final class StoreHolder implements Serializable {
        private static final long serialVersionUID = 1;
    }

    @Test
    void get_ofAClassThatIsNoLongerAdmitted_isAMiss() {
        reopen("io.refrain.jcache.*");
        Cache<Object, Object> cache = create(typed(Object.class, Object.class));
        cache.put("k", parcel(new Order(1)));
        cache.put(new Order(2), "v");
        cache.put("l", "v");

        // Keys that are records need no admission.
        reopen("com.acme.*");

        cache = create(typed(Object.class, Object.class));
        assertNull(cache.get("k"));
        assertEquals("v", cache.get("l"));
        List<Object> keys = new ArrayList<>();
        cache.forEach(entry -> keys.add(entry.getKey()));
        assertTrue(keys.contains(new Order(2)));
        cache.put("k", "again");
        assertEquals("again", cache.get("k"));
    }

    @Test
    void put_intoACacheOnTheHeapOfThisManager_isNotFiltered() {
        Cache<Object, Object> cache = create(new RefrainConfiguration<Object, Object>().setStorage(StorageType.HEAP));
        cache.put("k", parcel(new Order(1)));
        assertEquals(List.of(new Order(1)), ((Parcel) cache.get("k")).content);
    }

    record Item(String name, Map<String, Integer> counts) {}

    /** Is not serialisable, as beans often are not. */
    static final class Bean {
        private String name = "";
        private List<Item> items = new ArrayList<>();

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public List<Item> getItems() {
            return items;
        }

        public void setItems(List<Item> items) {
            this.items = items;
        }
    }

    private static Bean bean() {
        Bean bean = new Bean();
        bean.setName("b");
        bean.setItems(List.of(new Item("i", Map.of("one", 1))));
        return bean;
    }

    @Test
    void put_ofABeanThatIsTheConfiguredType_isJsonAndThereAfterReopening() throws Exception {
        create(typed(String.class, Bean.class)).put("k", bean());

        assertEquals(List.of("{\"items\":[{\"counts\":{\"one\":1},\"name\":\"i\"}],\"name\":\"b\"}"), values());
        reopen("com.acme.*");

        Cache<String, Bean> cache = create(typed(String.class, Bean.class));
        assertEquals(bean().getItems(), cache.get("k").getItems());
    }

    @Test
    void put_ofAListOfADeclaredType_isThereAfterReopening() {
        Type items = new TypeReference<List<Item>>() {}.getType();
        RefrainCache<String, Object> cache =
                create(typed(String.class, Object.class)).unwrap(RefrainCache.class);
        cache.declareValues(items);
        cache.put("k", bean().getItems());
        cache.put("l", new ArrayList<>());
        reopen("com.acme.*");

        cache = create(typed(String.class, Object.class)).unwrap(RefrainCache.class);
        cache.declareValues(items);
        assertEquals(bean().getItems(), cache.get("k"));
        assertEquals(List.of(), cache.get("l"));
    }

    @Test
    void put_ofAnOptionalByReference_isThereAfterReopening() {
        TypeReference<Optional<Item>> type = new TypeReference<>() {};
        RefrainConfiguration<String, Object> configuration = new RefrainConfiguration<String, Object>()
                .setTypes(String.class, Object.class)
                .addCodec(JsonCodec.factory(type));
        create(configuration).put("k", Optional.of(new Item("i", Map.of())));
        reopen("com.acme.*");

        assertEquals(
                Optional.of(new Item("i", Map.of())),
                create(new RefrainConfiguration<>(configuration)).get("k"));
    }

    /** Has what JSON would leave out. */
    static final class Hiding {
        private final int hidden;

        Hiding(int hidden) {
            this.hidden = hidden;
        }

        int twice() {
            return 2 * hidden;
        }
    }

    @Test
    void put_ofADeclaredClassOfWhichJsonLosesSomething_isRefused() {
        Cache<String, Hiding> cache = create(typed(String.class, Hiding.class));
        CacheException failure = assertThrows(CacheException.class, () -> cache.put("k", new Hiding(1)));
        assertTrue(failure.toString().contains("Hiding.hidden cannot be read by Jackson"), failure::toString);
        assertTrue(failure.toString().contains("implement java.io.Serializable"), failure::toString);
    }

    @Test
    void getCacheManager_withKeysThatCannotBeUsed_isRefused() {
        CacheException failure = assertThrows(CacheException.class, () -> reopen("*"));
        assertTrue(failure.toString().contains(ALLOW), failure::toString);
    }

    @Test
    void put_withAJsonCodec_isTextThatAPersonCanReadInTheFile() throws Exception {
        Cache<Question, Reply> cache = create(CodecContract.json());
        cache.put(new Question("why?", 1), new Reply(Instant.EPOCH, List.of("so", "what")));

        assertEquals(List.of("{\"at\":\"1970-01-01T00:00:00Z\",\"words\":[\"so\",\"what\"]}"), values());
        assertEquals(List.of("{\"number\":1,\"text\":\"why?\"}"), column("key_text"));

        reopen();
        Cache<Question, Reply> again = create(CodecContract.json());
        assertEquals(new Reply(Instant.EPOCH, List.of("so", "what")), again.get(new Question("why?", 1)));
    }

    private List<String> values() throws Exception {
        return column("value_text");
    }

    private List<String> column(String name) throws Exception {
        List<String> texts = new ArrayList<>();
        try (Connection connection = medium.connect(directory);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select " + name + " from cache_entry")) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
