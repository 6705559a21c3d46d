package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.config.Sharing;
import io.refrain.jcache.internal.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * That this process is the one that uses a file, or one of those that share it: locks on a file beside it, which the operating system takes back when
 * the process ends, however it ends. For one thread at a time, which nobody interrupts: that would close the channel.
 */
final class OwnerLock implements AutoCloseable {
    /** Far behind the text, so that a system whose locks keep others from reading lets them read that. */
    private static final long OWNER = Long.MAX_VALUE - 1;

    /** Held while the file is opened. */
    private static final long OPENING = Long.MAX_VALUE - 2;

    private static final long OPENING_NANOS = 1_000_000;

    private final Path file;
    private final Path lockFile;
    private final FileChannel channel;
    private final Sharing sharing;
    private final @Nullable Object key;
    private @Nullable FileLock opening;
    private @Nullable FileLock owning;

    private OwnerLock(Path file, FileChannel channel, Sharing sharing) throws IOException {
        this.file = file;
        this.lockFile = lockFile(file);
        this.channel = channel;
        this.sharing = sharing;
        this.key = FileKeys.of(lockFile);
    }

    /**
     * Claims a file. Other processes that share it wait until {@link #opened}.
     *
     * @param file its real path
     * @param timeout how long it waits for another process that is just opening it
     * @throws CacheException when another process has it, naming that
     * @throws IOException when the file of the locks cannot be used
     */
    static OwnerLock claim(Path file, Sharing sharing, Duration timeout) throws IOException {
        FileChannel channel = FileChannel.open(
                lockFile(file),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                NewFiles.forTheirOwner());
        try {
            OwnerLock lock = new OwnerLock(file, channel, sharing);
            lock.open(timeout);
            return lock;
        } catch (IOException | RuntimeException e) {
            try {
                channel.close();
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    /** Whether anybody ever claimed a file. */
    static boolean wasClaimed(Path file) {
        return Files.exists(lockFile(file));
    }

    static Path lockFile(Path file) {
        return file.resolveSibling(file.getFileName() + "-owner");
    }

    /** As {@link #claim}, by whoever has the file already. */
    void open(Duration timeout) throws IOException {
        opening = await(OPENING, timeout);
        if (opening == null) {
            throw refusal();
        }
        try {
            if (owning != null && owning.isShared()) {
                // Nobody else gets it meanwhile.
                owning.release();
                owning = null;
            }
            if (owning == null) {
                owning = tryLock(OWNER, false);
            }
            if (owning == null && sharing == Sharing.ON) {
                owning = tryLock(OWNER, true);
            }
            if (owning == null) {
                throw refusal();
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(describe().getBytes(StandardCharsets.UTF_8)), 0);
            channel.force(false);
        } catch (IOException | RuntimeException e) {
            releaseOpening();
            throw e;
        }
    }

    /** From here on other processes may have it, too, if it is shared. */
    void opened() {
        try {
            if (sharing == Sharing.ON && owning != null && !owning.isShared()) {
                owning.release();
                owning = tryLock(OWNER, true);
                if (owning == null) {
                    throw refusal();
                }
            }
            releaseOpening();
        } catch (IOException e) {
            throw new StoreException("The file " + lockFile + " cannot be unlocked: " + e + ". Check the disk", e);
        }
    }

    /** Whether nobody else has the file, nor gets it before {@link #opened}. */
    boolean isAlone() {
        return opening != null && owning != null && !owning.isShared();
    }

    /** Whether the locks are still on the file that others would lock. */
    boolean isInPlace() {
        return FileKeys.isAt(key, lockFile);
    }

    private @Nullable FileLock await(long at, Duration timeout) throws IOException {
        long start = System.nanoTime();
        FileLock lock = tryLock(at, false);
        while (lock == null && System.nanoTime() - start < timeout.toNanos()) {
            LockSupport.parkNanos(OPENING_NANOS);
            lock = tryLock(at, false);
        }
        return lock;
    }

    private @Nullable FileLock tryLock(long at, boolean shared) throws IOException {
        try {
            return channel.tryLock(at, 1, shared);
        } catch (OverlappingFileLockException e) {
            // Somebody else in this process, who knows nothing of the marker.
            return null;
        }
    }

    private void releaseOpening() throws IOException {
        if (opening != null) {
            opening.release();
            opening = null;
        }
    }

    private CacheException refusal() throws IOException {
        ByteBuffer text = ByteBuffer.allocate(1_024);
        channel.read(text, 0);
        String owner = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).trim();
        return new CacheException("The file " + file + " is in use by " + (owner.isEmpty() ? "another process" : owner)
                + ". Stop that, name another file in refrain.uri, or set refrain.sqlite.sharing=on in both");
    }

    private static String describe() {
        ProcessHandle process = ProcessHandle.current();
        return "process " + process.pid() + " (" + process.info().command().orElse("java") + "), since "
                + Instant.now();
    }

    /** Leaves the file of the locks where it is: deleting it could take it from somebody who has just locked it. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("The file " + lockFile + " cannot be closed: " + e + ". Check the disk", e);
        }
    }
}
