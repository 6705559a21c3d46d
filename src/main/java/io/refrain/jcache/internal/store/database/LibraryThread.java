package io.refrain.jcache.internal.store.database;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes the threads of what several applications may have in common: they have nothing of whoever happened to need them first, so that the class loader of an application that is gone can be
 * collected. What a library starts on such a thread has neither. Safe for use by several threads at once.
 */
public final class LibraryThread {
    private LibraryThread() {}

    /** A daemon that is not started yet. */
    // Before Java 24, a thread keeps the access rights of all classes on the stack of who makes it, and with them their
    // class loaders.
    @SuppressWarnings("removal")
    public static Thread create(Runnable task, String name) {
        Thread thread =
                AccessController.doPrivileged((PrivilegedAction<Thread>) () -> new Thread(null, task, name, 0, false));
        thread.setContextClassLoader(LibraryThread.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }

    /** One thread, which is there only for as long as there is something to do. What is delayed when it is shut down is never done. */
    public static ScheduledThreadPoolExecutor executor(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> create(task, name));
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }
}
