package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * That this process is the one that uses a file: a lock on a file beside it, which the operating system takes back when the process ends,
 * however it ends. All cache managers of the process share it. Safe for use by several threads at once.
 */
final class FileOwner implements AutoCloseable {
    private static final ConcurrentMap<Path, FileOwner> HERE = new ConcurrentHashMap<>();

    private final Path lockFile;
    private final FileChannel channel;
    /** Changed while the map holds the name. */
    private int users;

    private FileOwner(Path lockFile, FileChannel channel) {
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /**
     * Claims a file, or joins those who have in this process. To be closed by each of them.
     *
     * @param file its absolute path
     * @throws CacheException when another process has it, naming that
     * @throws StoreException when nobody can tell
     */
    static FileOwner claim(Path file) {
        Path lockFile = lockFile(file);
        return HERE.compute(lockFile, (name, here) -> {
            FileOwner claimed = here == null ? new FileOwner(name, lock(file, name)) : here;
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

    private static FileChannel lock(Path file, Path lockFile) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String owner =
                        Files.readString(lockFile, StandardCharsets.UTF_8).trim();
                throw new CacheException(
                        "The file " + file + " is in use by " + (owner.isEmpty() ? "another process" : owner)
                                + ". Stop that, or name another file in refrain.uri");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(describe().getBytes(StandardCharsets.UTF_8)));
            channel.force(false);
            return channel;
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

    /** A byte far behind the text, so that a system whose locks keep others from reading lets them read that. */
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
        } catch (OverlappingFileLockException e) {
            // Another class loader's copy of this class.
            return null;
        }
    }

    private static String describe() {
        ProcessHandle process = ProcessHandle.current();
        return "process " + process.pid() + " (" + process.info().command().orElse("java") + "), since "
                + Instant.now();
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
