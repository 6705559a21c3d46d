package io.refrain.jcache.internal.store.database;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Commits what is pending of the databases that nobody has closed when the virtual machine ends in order. It closes nothing, since others may still be using them.
 * The machine knows of it only while a database is open, so that the class loader of an application that is gone can be. Safe for use by several threads at once.
 */
final class ShutdownCommit {
    private static final Set<Database> OPEN = new HashSet<>();
    private static @Nullable Thread hook;

    private ShutdownCommit() {}

    static synchronized void add(Database database) {
        OPEN.add(database);
        if (hook == null) {
            Thread thread = new Thread(ShutdownCommit::commit, "refrain shutdown");
            // Of the loader of whoever opens the first, which may be gone long before the last.
            thread.setContextClassLoader(null);
            try {
                Runtime.getRuntime().addShutdownHook(thread);
                hook = thread;
            } catch (IllegalStateException e) {
                // It is ending already: who opens a database then closes it.
            }
        }
    }

    static synchronized void remove(Database database) {
        OPEN.remove(database);
        Thread thread = hook;
        if (OPEN.isEmpty() && thread != null) {
            hook = null;
            try {
                Runtime.getRuntime().removeShutdownHook(thread);
            } catch (IllegalStateException e) {
                // It is ending, and the hook finds nothing to do.
            }
        }
    }

    private static void commit() {
        Set<Database> left;
        synchronized (ShutdownCommit.class) {
            left = Set.copyOf(OPEN);
        }
        left.forEach(Database::commitPending);
    }
}
