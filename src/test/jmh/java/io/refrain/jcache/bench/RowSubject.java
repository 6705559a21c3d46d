package io.refrain.jcache.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.CacheManager;

/** Values in rows, as the benchmarks see them. As safe for use by several threads as what it stands for. */
interface RowSubject extends AutoCloseable {

    String get(String key);

    void put(String key, String value);

    /** Puts many at once. */
    default void putAll(Map<String, String> entries) {
        entries.forEach(this::put);
    }

    /** Puts so many rows. */
    default void fill(int rows) {
        Map<String, String> some = new LinkedHashMap<>();
        for (int i = 0; i < rows; i++) {
            some.put(key(i), value(i));
            if (some.size() == 10_000 || i == rows - 1) {
                putAll(some);
                some.clear();
            }
        }
    }

    /** Those of a cache that is all that a manager has. */
    static RowSubject of(CacheManager manager, Cache<String, String> cache) {
        return new RowSubject() {
            @Override
            public String get(String key) {
                return cache.get(key);
            }

            @Override
            public void put(String key, String value) {
                cache.put(key, value);
            }

            @Override
            public void putAll(Map<String, String> entries) {
                cache.putAll(entries);
            }

            @Override
            public void close() {
                manager.close();
            }
        };
    }

    static String key(int number) {
        return "the question with the number " + number;
    }

    /** Another value for each number, so that no row is written as it was. */
    static String value(long number) {
        return "the answer with the number " + number
                + ", which is about as long as a short answer is: a sentence or two.";
    }

    @Override
    void close();
}
