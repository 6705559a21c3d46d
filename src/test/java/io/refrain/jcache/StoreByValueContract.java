package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.integration.CompletionListenerFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That nothing which a caller keeps hold of can change what is in a cache. Keys and values are dates here, since a date can be changed. */
abstract class StoreByValueContract extends CacheContract {
    StoreByValueContract(Medium medium) {
        super(medium);
    }

    private Cache<Date, Date> dates() {
        return create(typed(Date.class, Date.class));
    }

    // Point 28
    @Test
    void put_ofAKeyAndAValueThatAreChangedLater_keepsThemAsTheyWere() {
        Cache<Date, Date> cache = dates();
        Date key = new Date(1);
        Date value = new Date(2);

        cache.put(key, value);
        key.setTime(-1);
        value.setTime(-1);

        assertEquals(new Date(2), cache.get(new Date(1)));
        assertNull(cache.get(key));
    }

    // Point 28
    @Test
    void putAll_ofKeysAndValuesThatAreChangedLater_keepsThemAsTheyWere() {
        Cache<Date, Date> cache = dates();
        Date key = new Date(1);
        Date value = new Date(2);

        cache.putAll(Map.of(key, value));
        key.setTime(-1);
        value.setTime(-1);

        assertEquals(new Date(2), cache.get(new Date(1)));
    }

    /** A verb that hands a value out, of a cache that has 1=2. */
    enum Reading {
        GET(cache -> cache.get(new Date(1))),
        GET_ALL(cache -> cache.getAll(Set.of(new Date(1))).values().iterator().next()),
        ITERATOR(cache -> cache.iterator().next().getValue()),
        ITERATOR_KEY(cache -> cache.iterator().next().getKey()),
        INVOKE(cache -> cache.invoke(new Date(1), (entry, arguments) -> entry.getValue())),
        INVOKE_KEY(cache -> cache.invoke(new Date(1), (entry, arguments) -> entry.getKey()));

        final Function<Cache<Date, Date>, Date> verb;

        Reading(Function<Cache<Date, Date>, Date> verb) {
            this.verb = verb;
        }
    }

    // Point 28
    @ParameterizedTest
    @EnumSource
    void read_andThenChanged_leavesTheCacheAsItWas(Reading reading) {
        Cache<Date, Date> cache = dates();
        cache.put(new Date(1), new Date(2));

        reading.verb.apply(cache).setTime(-1);

        assertEquals(new Date(2), cache.get(new Date(1)));
        assertEquals(new Date(1), cache.iterator().next().getKey());
    }

    /** A verb that hands an old value out, of a cache that has 1=2. */
    enum Taking {
        GET_AND_PUT(cache -> cache.getAndPut(new Date(1), new Date(3))),
        GET_AND_REPLACE(cache -> cache.getAndReplace(new Date(1), new Date(3))),
        GET_AND_REMOVE(cache -> cache.getAndRemove(new Date(1)));

        final Function<Cache<Date, Date>, Date> verb;

        Taking(Function<Cache<Date, Date>, Date> verb) {
            this.verb = verb;
        }
    }

    // Point 28
    @ParameterizedTest
    @EnumSource
    void getAnd_givesACopy(Taking taking) {
        Cache<Date, Date> cache = dates();
        Date put = new Date(2);
        cache.put(new Date(1), put);

        Date taken = taking.verb.apply(cache);

        assertEquals(put, taken);
        assertNotSame(put, taken);
    }

    // Point 28
    @Test
    void get_ofALoadedValueThatIsChangedLater_isAsItWasLoaded() throws Exception {
        FakeLoader<Date, Date> dates = new FakeLoader<>();
        Date loaded = new Date(2);
        dates.source.put(new Date(1), loaded);
        dates.source.put(new Date(3), loaded);
        dates.source.put(new Date(4), loaded);
        Cache<Date, Date> cache =
                create(typed(Date.class, Date.class).setReadThrough(true).setCacheLoaderFactory(() -> dates));
        Date key = new Date(1);

        cache.get(key);
        cache.getAll(Set.of(new Date(3)));
        CompletionListenerFuture completion = new CompletionListenerFuture();
        cache.loadAll(Set.of(new Date(4)), false, completion);
        completion.get();
        loaded.setTime(-1);
        key.setTime(-1);

        assertEquals(new Date(2), cache.get(new Date(1)));
        assertEquals(new Date(2), cache.get(new Date(3)));
        assertEquals(new Date(2), cache.get(new Date(4)));
    }

    // Point 28
    @Test
    void put_toldToAWriterAndAListenerThatChangeWhatTheyGet_keepsThemAsTheyWere() {
        FakeListener<Date, Date> changing = new FakeListener<>();
        changing.then = event -> {
            event.getKey().setTime(-1);
            event.getValue().setTime(-1);
        };
        FakeWriter<Date, Date> dates = new FakeWriter<>();
        Cache<Date, Date> cache = create(typed(Date.class, Date.class)
                .addCacheEntryListenerConfiguration(synchronous(changing))
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> dates));

        cache.put(new Date(1), new Date(2));
        cache.putAll(Map.of(new Date(3), new Date(4)));
        dates.entries.forEach(entry -> {
            entry.getKey().setTime(-1);
            entry.getValue().setTime(-1);
        });

        assertEquals(new Date(2), cache.get(new Date(1)));
        assertEquals(new Date(4), cache.get(new Date(3)));
        // The line of the key did not lose it either.
        cache.put(new Date(1), new Date(5));
        assertEquals(3, changing.heard.size());
    }

    // Point 28
    @Test
    void put_ofAMutableNumber_isCopied() {
        Cache<String, AtomicLong> cache = create(typed(String.class, AtomicLong.class));
        AtomicLong number = new AtomicLong(1);

        cache.put("k", number);
        number.set(-1);
        cache.get("k").set(-2);

        assertEquals(1, cache.get("k").get());
    }

    // Point 29
    @Test
    void put_ofWhatCannotBeSerialised_isACacheExceptionAndChangesNothing() {
        Cache<Object, Object> cache = create(typed(Object.class, Object.class));
        cache.put("k", "v");

        CacheException failure = assertThrows(CacheException.class, () -> cache.put("k", new Unserialisable()));
        assertThrows(CacheException.class, () -> cache.put("k", List.of(new Unserialisable())));
        assertThrows(CacheException.class, () -> cache.replace("k", new Unserialisable()));
        assertThrows(CacheException.class, () -> cache.putAll(Map.of("k", "w", "l", new Unserialisable())));
        assertThrows(CacheException.class, () -> cache.put(new Unserialisable(), "v"));

        assertTrue(failure.toString().contains(Unserialisable.class.getName()), failure::toString);
        assertEquals("v", cache.get("k"));
        assertFalse(cache.containsKey("l"));
        assertEquals(1, statistics(cache).getCachePuts());
    }

    private static final class Unserialisable {}

    // Point 29
    @Test
    void get_ofAClassThatOnlyTheContextClassLoaderKnows_isRead() throws Exception {
        CacheManager other = provider.getCacheManager(uri(), ClassLoader.getPlatformClassLoader(), medium.properties());
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        SecludedClassLoader secluded = new SecludedClassLoader(Parcel.class);
        Cache<String, Object> cache = other.createCache("parcels", typed(String.class, Object.class));
        Object parcel = secluded.make(Parcel.class);

        cache.put("k", parcel);
        Thread.currentThread().setContextClassLoader(secluded);
        try {
            Object read = cache.get("k");
            assertSame(parcel.getClass(), read.getClass());
            assertNotSame(parcel, read);
        } finally {
            Thread.currentThread().setContextClassLoader(context);
        }
    }

    /** Something that another class loader makes a class of its own of. */
    public static final class Parcel implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;
    }

    /** A verb, and what it gives where there is nothing. */
    enum Absent {
        GET(null, cache -> cache.get("k")),
        GET_ALL(Map.of(), cache -> cache.getAll(Set.of("k"))),
        ITERATOR(false, cache -> cache.iterator().hasNext()),
        GET_AND_PUT(null, cache -> cache.getAndPut("k", new Brittle(2))),
        PUT_IF_ABSENT(true, cache -> cache.putIfAbsent("k", new Brittle(2))),
        REPLACE(false, cache -> cache.replace("k", new Brittle(2))),
        REPLACE_IF_EQUAL(false, cache -> cache.replace("k", new Brittle(1), new Brittle(2))),
        GET_AND_REPLACE(null, cache -> cache.getAndReplace("k", new Brittle(2))),
        REMOVE_IF_EQUAL(false, cache -> cache.remove("k", new Brittle(1))),
        GET_AND_REMOVE(null, cache -> cache.getAndRemove("k")),
        INVOKE(false, cache -> cache.invoke("k", (entry, arguments) -> entry.exists())),
        INVOKE_VALUE(null, cache -> cache.invoke("k", (entry, arguments) -> entry.getValue()));

        final @Nullable Object nothing;
        final Function<Cache<String, Brittle>, @Nullable Object> verb;

        Absent(@Nullable Object nothing, Function<Cache<String, Brittle>, @Nullable Object> verb) {
            this.nothing = nothing;
            this.verb = verb;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyVerb_onAValueThatCannotBeRead_findsNothing(Absent verb) {
        Cache<String, Brittle> cache = create(typed(String.class, Brittle.class));
        cache.put("k", new Brittle(1));

        Brittle.broken = true;
        try {
            assertEquals(verb.nothing, verb.verb.apply(cache));
        } finally {
            Brittle.broken = false;
        }
    }

    @Test
    void get_ofAValueThatCannotBeRead_countsAMissAndLeavesRoomForAnother() {
        Cache<String, Brittle> cache = create(typed(String.class, Brittle.class));
        cache.put("k", new Brittle(1));

        Brittle.broken = true;
        try {
            assertNull(cache.get("k"));
            cache.put("k", new Brittle(2));
        } finally {
            Brittle.broken = false;
        }

        assertEquals(1, statistics(cache).getCacheMisses());
        assertEquals(new Brittle(2), cache.get("k"));
    }

    /** Something that cannot be read while it is broken. */
    static final class Brittle implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        static boolean broken;

        private final int number;

        Brittle(int number) {
            this.number = number;
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            if (broken) {
                throw new InvalidObjectException("Broken");
            }
            in.defaultReadObject();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Brittle that && number == that.number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }
}
