package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.config.SqliteSettings;
import io.refrain.jcache.internal.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The right of this copy of the library to a file: alone in its process, and alone among the processes or with those that share it. A file that may not be
 * written needs only the first. For one thread at a time, which nobody interrupts.
 */
final class Ownership implements AutoCloseable {
    private final Path file;
    private final SqliteSettings settings;
    private final ProcessMarker marker;
    private boolean known;

    /** Null where the file may not be written. */
    private volatile @Nullable OwnerLock lock;

    private Ownership(Path file, SqliteSettings settings, ProcessMarker marker) {
        this.file = file;
        this.settings = settings;
        this.marker = marker;
    }

    /**
     * Claims a file, whose directory is there.
     *
     * @param file its real path
     * @throws CacheException when somebody else has it, naming that
     * @throws StoreException when nobody can tell
     */
    static Ownership claim(Path file, SqliteSettings settings) {
        Ownership ownership = new Ownership(file, settings, ProcessMarker.claim(file));
        try {
            ownership.lock();
            return ownership;
        } catch (RuntimeException e) {
            ownership.close();
            throw e;
        }
    }

    /** As {@link #claim}, for what has the file's name now. */
    void renew() {
        known = true;
        OwnerLock current = lock;
        if (current != null && current.isInPlace()) {
            try {
                current.open(settings.busyTimeout());
            } catch (IOException e) {
                throw cannotBeLocked(e);
            }
        } else {
            closeLock();
            lock();
        }
    }

    private void lock() {
        known |= OwnerLock.wasClaimed(file);
        boolean there = Files.isReadable(file);
        if (there && !Files.isWritable(file)) {
            return;
        }
        try {
            lock = OwnerLock.claim(file, settings.sharing(), settings.busyTimeout());
        } catch (IOException e) {
            boolean mayNotBeWritten = e instanceof AccessDeniedException
                    || !isWritable(file.getParent())
                    || Files.isDirectory(OwnerLock.lockFile(file));
            if (!there || !mayNotBeWritten) {
                throw cannotBeLocked(e);
            }
        }
    }

    private static boolean isWritable(@Nullable Path directory) {
        return directory != null && Files.isWritable(directory);
    }

    private StoreException cannotBeLocked(IOException cause) {
        return new StoreException(
                "The file " + OwnerLock.lockFile(file) + ", which says who uses " + file + ", cannot be written: "
                        + cause + ". Make its directory writable, or name another file in refrain.uri",
                cause);
    }

    /** Whether anybody had it before. */
    boolean isKnown() {
        return known;
    }

    boolean isWritable() {
        return lock != null;
    }

    /** Whether others would find it. By any thread. */
    boolean isInPlace() {
        OwnerLock current = lock;
        return current == null || current.isInPlace();
    }

    /** Whether nobody else has the file, nor gets it before {@link #opened}. */
    boolean isAlone() {
        OwnerLock current = lock;
        return current != null && current.isAlone();
    }

    /** From here on other processes may have it, too, if it is shared. */
    void opened() {
        OwnerLock current = lock;
        if (current != null) {
            current.opened();
        }
    }

    private void closeLock() {
        OwnerLock current = lock;
        if (current != null) {
            lock = null;
            current.close();
        }
    }

    @Override
    public void close() {
        try (marker) {
            closeLock();
        }
    }
}
