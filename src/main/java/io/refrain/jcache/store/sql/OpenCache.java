package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.KeyLocks;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all stores of one cache in one file have in common, whichever cache manager opened them: the locks of its keys, and what is
 * not written yet. Safe for use by several threads at once.
 */
final class OpenCache implements AutoCloseable {
    private static final Map<Name, OpenCache> OPEN = new ConcurrentHashMap<>();

    private final Name name;
    private final KeyLocks locks;
    private final Touches touches = new Touches();
    private final Unwritten unwritten = new Unwritten();
    /** How many stores have it open; changed while the map holds the name. */
    private int users;

    private OpenCache(Name name, KeyLocks locks) {
        this.name = name;
        this.locks = locks;
    }

    /**
     * Opens it, or joins those who have. To be closed by each of them.
     *
     */
    static OpenCache open(SqliteFile file, String cache) {
        return OPEN.compute(new Name(file.realPath(), cache), (name, there) -> {
            OpenCache open = there == null ? new OpenCache(name, file.keyLocks(cache)) : there;
            open.users++;
            return open;
        });
    }

    /** One for each row, by its id: keys that are equal only in their encoded form share it, too. */
    KeyLocks locks() {
        return locks;
    }

    Touches touches() {
        return touches;
    }

    Unwritten unwritten() {
        return unwritten;
    }

    @Override
    public void close() {
        OPEN.computeIfPresent(name, (any, open) -> --open.users == 0 ? null : open);
    }

    private record Name(Path file, String cache) {}
}
