package io.refrain.jcache.store.sql;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.SQLInsert;
import org.jspecify.annotations.Nullable;

/**
 * One entry of one cache as a row. Its key and its value are text where their codec writes text, otherwise bytes, so that a person can read
 * them with any SQLite tool. For one thread.
 *
 * <p>The id is a hash of cache and key, so that one look into one tree finds a row; should two keys ever share it, the later one replaces the
 * earlier, as an eviction would.
 */
@Entity(name = "EntryRow")
@Table(name = EntryRow.TABLE)
@SQLInsert(sql = EntryRow.UPSERT)
public class EntryRow {
    static final String TABLE = "cache_entry";

    /** Hibernate binds the columns in the alphabetical order of the fields, and the id last. */
    static final String UPSERT =
            """
            insert into cache_entry (accessed_at, byte_size, cache, checksum, expires_at, key_codec, key_data, key_text,
             value_codec, value_data, value_text, written_at, id)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set accessed_at = excluded.accessed_at, byte_size = excluded.byte_size,
             cache = excluded.cache, checksum = excluded.checksum, expires_at = excluded.expires_at,
             key_codec = excluded.key_codec, key_data = excluded.key_data, key_text = excluded.key_text,
             value_codec = excluded.value_codec, value_data = excluded.value_data, value_text = excluded.value_text,
             written_at = excluded.written_at""";

    @Id
    @Column(name = "id")
    long id;

    @Column(name = "accessed_at", nullable = false)
    long accessedAt;

    @Column(name = "byte_size", nullable = false)
    long byteSize;

    @Column(name = "cache", nullable = false)
    String cache = "";

    @Column(name = "checksum", nullable = false)
    long checksum;

    /** Null for an entry that never expires. */
    @Column(name = "expires_at")
    @Nullable
    Long expiresAt;

    @Column(name = "key_codec", nullable = false)
    String keyCodec = "";

    @Column(name = "key_data")
    byte @Nullable [] keyData;

    @Column(name = "key_text")
    @Nullable
    String keyText;

    @Column(name = "value_codec", nullable = false)
    String valueCodec = "";

    @Column(name = "value_data")
    byte @Nullable [] valueData;

    @Column(name = "value_text")
    @Nullable
    String valueText;

    @Column(name = "written_at", nullable = false)
    long writtenAt;

    /** For Hibernate. */
    protected EntryRow() {}

    EntryRow(long id) {
        this.id = id;
    }
}
