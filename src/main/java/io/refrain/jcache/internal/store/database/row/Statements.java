package io.refrain.jcache.internal.store.database.row;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the store asks of a database, on one connection. Each failure is a {@link io.refrain.jcache.internal.store.StoreException}. For one thread at a time.
 *
 * <p>The rows of one cache are one range of ids ({@link RowIds}).
 */
public interface Statements extends AutoCloseable {

    /** The value of a row, without its key; null for no such row. */
    @Nullable
    RowValue find(long id);

    /** A whole row; null for no such row. */
    @Nullable
    EntryRow row(long id);

    /** Whole rows in the order of their ids, so many at most: those after {@code after}, up to and with {@code last}. */
    List<EntryRow> page(long after, long last, int most);

    /** What a choice of rows is made by, in the order of their ids, so many at most, from {@code first} to {@code last}, both included. */
    List<RowHead> heads(long first, long last, int most);

    /** The rows, of all caches, whose deadline is at or before {@code now}, by deadline, so many at most. */
    List<RowHead> expired(long now, int most);

    /** The id of the row that comes after so many others, from {@code first} to {@code last}, both included; null for no such row. */
    @Nullable
    Long idAfter(long first, long last, int others);

    /** How many rows there are from {@code first} to {@code last}, and how many bytes they have, all of them counted. */
    Amount amount(long first, long last);

    /** Inserts rows, in the place of those with the same ids, in one batch. */
    void keep(List<EntryRow> rows);

    /** Deletes rows, in one batch; gives how many there were. */
    int drop(List<Long> ids);

    /** Deletes those of some rows whose deadline is at or before {@code now}; gives how many. */
    int dropExpired(List<Long> ids, long now);

    /** Deletes rows from {@code first} to {@code last}, both included, so many at most; gives how many. */
    int dropRange(long first, long last, int most);

    /** Notes accesses, in one batch, on those rows that still have the version that was accessed. */
    void touch(List<RowTouch> touches);

    /** The numbers of all caches by their names. */
    Map<String, Integer> caches();

    /** Gives a cache a number that no other has; that it has none is for the caller to know. */
    int addCache(String name);

    /** Takes a cache its number; its rows must be gone. */
    void forgetCache(String name);

    @Override
    void close();
}
