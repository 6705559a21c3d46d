package io.refrain.jcache.internal.store.database;

import org.jspecify.annotations.Nullable;

/**
 * Commits what is pending of the databases that nobody has closed when the virtual machine ends in order. It closes nothing, since others may still be using them.
 * The machine knows of it only while a database is open, so that the class loader of an application that is gone can be. Safe for use by several threads at once.
 */
final class ShutdownCommit {
    private static @Nullable Thread hook;

    private ShutdownCommit() {}

    /** A database was opened or closed. */
    static synchronized void update() {
        Thread thread = hook;
        if (Database.isAnyOpen() == (thread != null)) {
            return;
        }
        if (thread == null) {
            add();
        } else {
            remove(thread);
        }
    }

    private static void add() {
        Thread thread = LibraryThread.create(Database::commitAll, "refrain shutdown");
        try {
            Runtime.getRuntime().addShutdownHook(thread);
            hook = thread;
        } catch (IllegalStateException e) {
            // It is ending already: who opens a database then closes it.
        }
    }

    private static void remove(Thread thread) {
        hook = null;
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // It is ending, and the hook finds nothing to do.
        }
    }
}
