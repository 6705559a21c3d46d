package io.refrain.quarkus;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process when memory has run out, so that whoever watches over it starts another: what a thread that lost an
 * {@link OutOfMemoryError} had in hand is never finished, and the service would live on without answering. The same as
 * {@code -XX:+ExitOnOutOfMemoryError}, for a {@code java -jar} that was started without it: it sees what reaches the log or ends a thread. Safe for use
 * by several threads at once.
 */
@Singleton
class OutOfMemoryExit {
    /** That of the virtual machine's own option. */
    static final int STATUS = 3;

    void start(@Observes StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            install();
        }
    }

    static void install() {
        Watch watch = new Watch(Thread.getDefaultUncaughtExceptionHandler());
        // Loads and links now what there is no memory for then.
        exitOn(new IllegalStateException());
        Logger.getLogger("").addHandler(watch);
        Thread.setDefaultUncaughtExceptionHandler(watch);
    }

    private static void exitOn(@Nullable Throwable e) {
        try {
            int depth = 0;
            for (Throwable cause = e; cause != null && depth < 100; cause = cause.getCause(), depth++) {
                if (cause instanceof OutOfMemoryError) {
                    halt();
                }
            }
        } catch (OutOfMemoryError again) {
            halt();
        }
    }

    /** Nothing that needs memory: no log line, no shutdown hook. The file survives a killed process. */
    private static void halt() {
        Runtime.getRuntime().halt(STATUS);
    }

    private static final class Watch extends Handler implements Thread.UncaughtExceptionHandler {
        private final Thread.@Nullable UncaughtExceptionHandler before;

        Watch(Thread.@Nullable UncaughtExceptionHandler before) {
            this.before = before;
        }

        @Override
        public void uncaughtException(Thread thread, Throwable e) {
            exitOn(e);
            if (before != null) {
                before.uncaughtException(thread, e);
            }
        }

        @Override
        public void publish(LogRecord record) {
            exitOn(record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
