package io.refrain.internal.answers;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * A JSR-107 cache of any provider that costs its user nothing when it fails: what cannot be read is not there, and what cannot be kept is not. The log
 * is told of each failure once, until that works again. Safe for use by several threads at once.
 */
public final class StoredTexts {
    private static final String UNREADABLE = "The cache of answers cannot be read, so models are asked each time";
    private static final String NOT_KEPT = "The cache of answers takes none, so models are asked again";

    private final Supplier<Cache<String, String>> cache;
    private final Logger log;
    /** What the log has been told; a success ends that. */
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    /**
     * The texts in a cache.
     *
     * @param cache asked for it each time
     */
    public StoredTexts(Supplier<Cache<String, String>> cache, Logger log) {
        this.cache = cache;
        this.log = log;
    }

    /**
     * What naming a question comes to.
     *
     * @return null when it cannot be told from every other, so that it has to be asked each time
     */
    public @Nullable String name(Supplier<String> naming) {
        try {
            return naming.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            failed("A question cannot be told from every other, so it is asked each time", e);
            return null;
        }
    }

    /** The text under a name; null when there is none, or the cache fails. */
    public @Nullable String find(String name) {
        try {
            String text = cache.get().get(name);
            works(UNREADABLE);
            return text;
        } catch (RuntimeException e) {
            failed(UNREADABLE, e);
            return null;
        }
    }

    /** What is to be had of the cache; null when there is nothing, or the cache fails. */
    public <T> @Nullable T having(Function<Cache<String, String>, @Nullable T> what) {
        try {
            return what.apply(cache.get());
        } catch (RuntimeException e) {
            // Told by whoever reads it.
            return null;
        }
    }

    /** Keeps a text, unless the cache fails. */
    public void keep(String name, String text) {
        try {
            cache.get().put(name, text);
            works(NOT_KEPT);
        } catch (RuntimeException e) {
            // What cannot be read is not expected to take anything, and that was told.
            failed(failing.contains(UNREADABLE) ? UNREADABLE : NOT_KEPT, e);
        }
    }

    private void works(String again) {
        if (!failing.isEmpty()) {
            failing.remove(again);
        }
    }

    /** Tells the log, unless it knows. */
    public void tell(String what) {
        log.log(failing.add(what) ? Level.WARNING : Level.DEBUG, what);
    }

    /** Tells the log of a failure, unless it knows. */
    public void failed(String what, RuntimeException why) {
        Level level = failing.add(what) ? Level.WARNING : Level.DEBUG;
        log.log(level, () -> what + ": " + why, level == Level.DEBUG ? why : null);
    }
}
