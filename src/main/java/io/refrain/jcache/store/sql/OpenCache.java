package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.KeyLocks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What all stores of one cache in one file have in common, whichever cache manager opened them: the locks of its keys, and what is
 * not written yet. Safe for use by several threads at once.
 */
final class OpenCache {
    private static final Map<Name, OpenCache> OPEN = new ConcurrentHashMap<>();

    private final Name name;
    private final KeyLocks locks;
    private final Touches touches = new Touches();
    private final Unwritten unwritten = new Unwritten();
    /** Those who have it open; changed while the map holds the name. */
    private final List<Runnable> users = new CopyOnWriteArrayList<>();

    private volatile boolean everHadSeveral;

    private OpenCache(Name name, KeyLocks locks) {
        this.name = name;
        this.locks = locks;
    }

    /**
     * Opens it, or joins those who have. To be closed by each of them.
     *
     * @param onChangeByOthers runs when another of them has changed something
     */
    static OpenCache open(SqliteFile file, String cache, Runnable onChangeByOthers) {
        return OPEN.compute(new Name(file.realPath(), cache), (name, there) -> {
            OpenCache open = there == null ? new OpenCache(name, file.keyLocks(cache)) : there;
            open.users.add(onChangeByOthers);
            open.everHadSeveral |= open.users.size() > 1;
            return open;
        });
    }

    /** Whether several have it open, or had. */
    boolean hadSeveral() {
        return everHadSeveral;
    }

    /** Tells the others that one of them has changed something. */
    void changed(Runnable ownOnChange) {
        if (everHadSeveral) {
            for (Runnable each : users) {
                if (each != ownOnChange) {
                    each.run();
                }
            }
        }
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

    /** For the one who gave this when he opened it. */
    void close(Runnable ownOnChange) {
        OPEN.computeIfPresent(name, (any, open) -> {
            open.users.remove(ownOnChange);
            return open.users.isEmpty() ? null : open;
        });
    }

    private record Name(Path file, String cache) {}
}
