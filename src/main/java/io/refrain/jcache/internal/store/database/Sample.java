package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.database.row.CacheRange;
import io.refrain.jcache.internal.store.database.row.RowHead;
import io.refrain.jcache.internal.store.database.row.Statements;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A random sample of the rows of a cache: those that follow a random id, and where there are none left, those from the beginning.
 *
 * @param most so many rows
 */
record Sample(CacheRange range, int most) {
    List<RowHead> heads(Statements statements) {
        long start = ThreadLocalRandom.current().nextLong(range.first(), range.last());
        List<RowHead> heads = new ArrayList<>(statements.heads(start + 1, range.last(), most));
        if (heads.size() < most) {
            heads.addAll(statements.heads(range.first(), start, most - heads.size()));
        }
        return heads;
    }
}
