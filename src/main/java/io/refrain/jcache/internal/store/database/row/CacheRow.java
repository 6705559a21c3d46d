package io.refrain.jcache.internal.store.database.row;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A cache of the database: the number that its rows begin with. An entity by {@code rows.orm.xml}, named {@code NumberedCache}. For one thread. */
@Table(name = "cache")
public class CacheRow {
    /** From 0 to {@link RowIds#CACHES}, exclusive. */
    @Id
    @Column(name = "number")
    int number;

    @Column(name = "name", nullable = false, unique = true)
    String name = "";

    /** For Hibernate. */
    protected CacheRow() {}

    CacheRow(int number, String name) {
        this.number = number;
        this.name = name;
    }
}
