package io.refrain.jcache;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/**
 * The writer of a write-through cache, or none, with its failures as {@link CacheWriterException}. As safe for use by several threads as
 * the writer.
 */
@SuppressWarnings("CatchingUnchecked") // writers in other JVM languages throw what they like
final class EntryWriter<K, V> implements Closeable {
    private final @Nullable CacheWriter<K, V> writer;

    /** @param writer null for a cache that does not write through */
    @SuppressWarnings("unchecked") // a writer of supertypes writes subtypes
    EntryWriter(@Nullable CacheWriter<? super K, ? super V> writer) {
        this.writer = (CacheWriter<K, V>) writer;
    }

    static <K, V> EntryWriter<K, V> none() {
        return new EntryWriter<>(null);
    }

    void write(K key, V value) {
        if (writer != null) {
            try {
                writer.write(new SimpleEntry<>(key, value));
            } catch (Exception e) {
                throw wrapped(e);
            }
        }
    }

    void delete(K key) {
        if (writer != null) {
            try {
                writer.delete(key);
            } catch (Exception e) {
                throw wrapped(e);
            }
        }
    }

    /** Writes several entries; those that failed are told by the outcome. */
    BulkOutcome<K> writeAll(Map<K, V> entries) {
        if (writer == null) {
            return BulkOutcome.none();
        }
        List<Cache.Entry<? extends K, ? extends V>> left = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> left.add(new SimpleEntry<>(key, value)));
        try {
            writer.writeAll(left);
            return BulkOutcome.none();
        } catch (Exception e) {
            Set<K> failed = new HashSet<>();
            left.forEach(entry -> failed.add(entry.getKey()));
            return new BulkOutcome<>(failed, wrapped(e));
        }
    }

    /** Deletes several keys; those that failed are told by the outcome. */
    BulkOutcome<K> deleteAll(Collection<? extends K> keys) {
        if (writer == null || keys.isEmpty()) {
            return BulkOutcome.none();
        }
        Set<K> left = new HashSet<>(keys);
        try {
            writer.deleteAll(left);
            return BulkOutcome.none();
        } catch (Exception e) {
            return new BulkOutcome<>(left, wrapped(e));
        }
    }

    @Override
    public void close() throws IOException {
        if (writer instanceof Closeable closeable) {
            closeable.close();
        }
    }

    private static CacheWriterException wrapped(Exception e) {
        return e instanceof CacheWriterException known ? known : new CacheWriterException(e);
    }

    /**
     * What became of several entries.
     *
     * @param failed the keys that were not written or deleted
     * @param failure why; null when none failed
     */
    record BulkOutcome<K>(Set<K> failed, @Nullable CacheWriterException failure) {

        static <K> BulkOutcome<K> none() {
            return new BulkOutcome<>(Set.of(), null);
        }
    }
}
