package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.row.Cell;
import io.refrain.jcache.internal.store.database.row.RowKey;

/** What is to be written of one key. Equal to no other. Immutable, but for the deadline of an entry that is kept. */
abstract sealed class Change {
    private final RowKey key;

    private Change(RowKey key) {
        this.key = key;
    }

    RowKey key() {
        return key;
    }

    /** How many bytes of key and value it holds in memory. */
    long bytes() {
        return 0;
    }

    /** An entry is kept. */
    static final class Keep extends Change {
        private final Cell value;
        private final StoredEntry entry;
        private final long accessedAt;

        Keep(RowKey key, Cell value, StoredEntry entry, long accessedAt) {
            super(key);
            this.value = value;
            this.entry = entry;
            this.accessedAt = accessedAt;
        }

        Cell value() {
            return value;
        }

        StoredEntry entry() {
            return entry;
        }

        long accessedAt() {
            return accessedAt;
        }

        /** The same after an access. */
        Keep accessed(long at, long expiresAt) {
            entry.expireAt(expiresAt);
            return new Keep(key(), value, entry, at);
        }

        @Override
        long bytes() {
            return entry.byteSize();
        }
    }

    /** The key is dropped. */
    static final class Drop extends Change {
        Drop(RowKey key) {
            super(key);
        }
    }

    /** A row was accessed, and lives until another time. */
    static final class Touch extends Change {
        private final long version;
        private final long accessedAt;
        private final long expiresAt;

        Touch(RowKey key, long version, long accessedAt, long expiresAt) {
            super(key);
            this.version = version;
            this.accessedAt = accessedAt;
            this.expiresAt = expiresAt;
        }

        /** Of the row that was accessed. */
        long version() {
            return version;
        }

        long accessedAt() {
            return accessedAt;
        }

        long expiresAt() {
            return expiresAt;
        }
    }
}
