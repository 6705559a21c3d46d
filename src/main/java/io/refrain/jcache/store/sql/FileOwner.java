package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.KeyLocks;
import io.refrain.jcache.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * That this process is the one that uses a file, or one of those that share it: locks on a file beside it, which the operating system takes back when
 * the process ends, however it ends. All cache managers of the process have it in common. Safe for use by several threads at once.
 */
final class FileOwner implements AutoCloseable {
    private static final ConcurrentMap<Path, FileOwner> HERE = new ConcurrentHashMap<>();

    /** Far behind the text, so that a system whose locks keep others from reading lets them read that. */
    private static final long OWNER = Long.MAX_VALUE - 1;

    /** Held while it is opened. */
    private static final long OPENING = Long.MAX_VALUE - 2;

    private static final long WRITER = Long.MAX_VALUE - 3;

    /** So that the locks of no cache get that far. */
    private static final long CACHES = (1L << 50) - 1;

    private static final long OPENING_NANOS = 1_000_000;

    private final Path lockFile;
    private final FileChannel channel;
    private final Sharing sharing;
    private final SharedLock writer;
    private @Nullable FileLock opening;
    private FileLock owning;

    /** Changed while the map holds the name. */
    private int users;

    private FileOwner(Path lockFile, FileChannel channel, Sharing sharing, FileLock opening, FileLock owning) {
        this.lockFile = lockFile;
        this.channel = channel;
        this.sharing = sharing;
        this.opening = opening;
        this.owning = owning;
        this.writer = new SharedLock(channel, WRITER);
    }

    /**
     * Claims a file, or joins those who have in this process. To be closed by each of them. Other processes that share it wait until {@link #opened}.
     *
     * @param file its absolute path
     * @param timeout how long it waits for another process that is just opening it
     * @throws CacheException when another process has it, naming that
     * @throws StoreException when nobody can tell
     */
    static FileOwner claim(Path file, Sharing sharing, Duration timeout) {
        Path lockFile = lockFile(file);
        return HERE.compute(lockFile, (name, here) -> {
            if (here != null && here.sharing != sharing) {
                throw new CacheException("The file " + file + " is in use by this process with refrain.sqlite.sharing="
                        + here.sharing.name().toLowerCase(Locale.ROOT) + "; set the same here");
            }
            FileOwner claimed = here == null ? open(file, name, sharing, timeout) : here;
            claimed.users++;
            return claimed;
        });
    }

    /** Whether anybody ever claimed the file. */
    static boolean wasClaimed(Path file) {
        return Files.exists(lockFile(file));
    }

    private static Path lockFile(Path file) {
        return file.resolveSibling(file.getFileName() + "-owner");
    }

    private static FileOwner open(Path file, Path lockFile, Sharing sharing, Duration timeout) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    lockFile,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    Connections.forItsOwner());
            FileLock opening = await(channel, OPENING, timeout);
            FileLock owning = opening == null ? null : SharedLock.tryLock(channel, OWNER, false);
            if (opening != null && owning == null && sharing == Sharing.ON) {
                owning = SharedLock.tryLock(channel, OWNER, true);
            }
            if (opening == null || owning == null) {
                String owner =
                        Files.readString(lockFile, StandardCharsets.UTF_8).trim();
                throw new CacheException("The file " + file + " is in use by "
                        + (owner.isEmpty() ? "another process" : owner)
                        + ". Stop that, name another file in refrain.uri, or set refrain.sqlite.sharing=on in both");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(describe().getBytes(StandardCharsets.UTF_8)), 0);
            channel.force(false);
            return new FileOwner(lockFile, channel, sharing, opening, owning);
        } catch (IOException e) {
            close(channel, e);
            throw new StoreException(
                    "The file " + lockFile + ", which says who uses " + file + ", cannot be written: " + e
                            + ". Make its directory writable, or name another file in refrain.uri",
                    e);
        } catch (RuntimeException e) {
            close(channel, e);
            throw e;
        }
    }

    private static @Nullable FileLock await(FileChannel channel, long at, Duration timeout) throws IOException {
        long start = System.nanoTime();
        FileLock lock = SharedLock.tryLock(channel, at, false);
        while (lock == null && System.nanoTime() - start < timeout.toNanos()) {
            LockSupport.parkNanos(OPENING_NANOS);
            lock = SharedLock.tryLock(channel, at, false);
        }
        return lock;
    }

    private static String describe() {
        ProcessHandle process = ProcessHandle.current();
        return "process " + process.pid() + " (" + process.info().command().orElse("java") + "), since "
                + Instant.now();
    }

    /** Whether nobody else has the file, nor gets it before {@link #opened}. */
    boolean isAlone() {
        boolean[] alone = {false};
        HERE.computeIfPresent(lockFile, (name, owner) -> {
            alone[0] = users == 1 && !owning.isShared();
            return owner;
        });
        return alone[0];
    }

    /** From here on other processes may have it, too, if it is shared. */
    void opened() {
        HERE.computeIfPresent(lockFile, (name, owner) -> {
            try {
                if (sharing == Sharing.ON && !owning.isShared()) {
                    owning.release();
                    FileLock shared = SharedLock.tryLock(channel, OWNER, true);
                    if (shared == null) {
                        throw new CacheException("The file " + name + " was locked by somebody who did not ask");
                    }
                    owning = shared;
                }
                if (opening != null) {
                    opening.release();
                    opening = null;
                }
                return owner;
            } catch (IOException e) {
                throw new StoreException("The file " + name + " cannot be unlocked: " + e, e);
            }
        });
    }

    /** Held by the thread that writes, of all processes that share the file. */
    SharedLock writer() {
        return writer;
    }

    /** Locks for the keys of a cache, of all processes that share the file. */
    KeyLocks keyLocks(String cache) {
        byte[] name = cache.getBytes(StandardCharsets.UTF_8);
        long first = (UUID.nameUUIDFromBytes(name).getLeastSignificantBits() & CACHES) * KeyLocks.STRIPES;
        return new KeyLocks(stripe -> new SharedLock(channel, first + stripe));
    }

    private static void close(@Nullable FileChannel channel, Exception cause) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Leaves the file where it is: deleting it could take it from somebody who has just locked it. */
    @Override
    public void close() {
        HERE.computeIfPresent(lockFile, (name, owner) -> {
            if (--owner.users > 0) {
                return owner;
            }
            try {
                owner.channel.close();
            } catch (IOException e) {
                throw new StoreException("The file " + name + " cannot be closed: " + e, e);
            }
            return null;
        });
    }
}
