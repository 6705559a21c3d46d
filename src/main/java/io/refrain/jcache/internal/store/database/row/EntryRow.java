package io.refrain.jcache.internal.store.database.row;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.SQLInsert;
import org.jspecify.annotations.Nullable;

/**
 * One entry of one cache as a row. Its key and its value are text where their codec writes text, otherwise bytes, so that a person can read
 * them with any tool of the database. For one thread.
 *
 * <p>It is an entity by {@code rows.orm.xml}, named {@code StoredRow}. The id is the number of the cache and a hash of the key ({@link RowIds}), so that one look into one tree finds a row; should two keys ever share it, the later
 * one replaces the earlier, as an eviction would.
 */
@Table(name = EntryRow.TABLE)
@SQLInsert(sql = EntryRow.UPSERT)
public class EntryRow {
    static final String TABLE = "cache_entry";

    /** What {@link #UPSERT} binds, in its order. */
    static final String COLUMNS = "accessed_at, byte_size, checksum, expires_at, key_codec, key_data, key_text,"
            + " value_codec, value_data, value_text, version, written_at, id";

    static final String OR_REPLACE =
            """
            on conflict (id) do update set accessed_at = excluded.accessed_at, byte_size = excluded.byte_size,
             checksum = excluded.checksum, expires_at = excluded.expires_at,
             key_codec = excluded.key_codec, key_data = excluded.key_data, key_text = excluded.key_text,
             value_codec = excluded.value_codec, value_data = excluded.value_data, value_text = excluded.value_text,
             version = excluded.version, written_at = excluded.written_at""";

    /** In the words that SQLite and PostgreSQL share. Hibernate binds the columns in the alphabetical order of the fields, and the id last. */
    static final String UPSERT =
            "insert into cache_entry (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) " + OR_REPLACE;

    @Id
    @Column(name = "id")
    public long id;

    @Column(name = "accessed_at", nullable = false)
    public long accessedAt;

    @Column(name = "byte_size", nullable = false)
    public long byteSize;

    @Column(name = "checksum", nullable = false)
    public long checksum;

    /** Null for an entry that never expires. */
    @Column(name = "expires_at")
    public @Nullable Long expiresAt;

    @Column(name = "key_codec", nullable = false)
    public String keyCodec = "";

    @Column(name = "key_data")
    public byte @Nullable [] keyData;

    @Column(name = "key_text")
    public @Nullable String keyText;

    @Column(name = "value_codec", nullable = false)
    public String valueCodec = "";

    @Column(name = "value_data")
    public byte @Nullable [] valueData;

    @Column(name = "value_text")
    public @Nullable String valueText;

    /** Grows with each value that the key gets. */
    @Column(name = "version", nullable = false)
    public long version;

    @Column(name = "written_at", nullable = false)
    public long writtenAt;

    /** For Hibernate. */
    protected EntryRow() {}

    public EntryRow(long id) {
        this.id = id;
    }

    /** The key as it is encoded. */
    public Cell key() {
        return new Cell(keyCodec, keyText, keyData);
    }

    /** Sets the key. */
    public void key(Cell key) {
        keyCodec = key.codec();
        keyText = key.text();
        keyData = key.data();
    }

    /** The value as it is encoded. */
    public Cell value() {
        return new Cell(valueCodec, valueText, valueData);
    }

    /** Sets the value. */
    public void value(Cell value) {
        valueCodec = value.codec();
        valueText = value.text();
        valueData = value.data();
    }
}
