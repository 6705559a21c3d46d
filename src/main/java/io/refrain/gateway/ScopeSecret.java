package io.refrain.gateway;

import io.refrain.annotations.ApplicationCaches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.jboss.logging.Logger;

/**
 * The key of the hash of credentials: made once and kept where the entries are, beside their file, for its owner only, or in a cache of its own where all
 * who share the entries find it. As long as that cache fails, this process has one of its own, and looks again with each question. Safe for use by several threads at once.
 */
final class ScopeSecret implements Supplier<byte[]> {
    /** The cache that has it where there is no file. */
    static final String CACHE = "gateway-scope";

    private static final Logger LOG = Logger.getLogger("io.refrain.gateway");
    private static final int LENGTH = 32;
    private static final String ENTRY = "key";

    private final Supplier<CacheManager> manager;
    private final Executor workers;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile byte[] secret;
    private volatile boolean lasting;

    private ScopeSecret(byte[] secret, boolean lasting, Supplier<CacheManager> manager, Executor workers) {
        this.secret = secret;
        this.lasting = lasting;
        this.manager = manager;
        this.workers = workers;
    }

    /**
     * Reads it, or makes it; may block.
     *
     * @param file that of the entries; without one, the key is an entry itself, and lives as long as they do
     * @param manager has the entries
     * @param workers look again when the cache has failed
     */
    static ScopeSecret of(Optional<Path> file, Supplier<CacheManager> manager, Executor workers) {
        if (file.isPresent()) {
            return new ScopeSecret(beside(file.get()), true, manager, workers);
        }
        try {
            return new ScopeSecret(in(manager.get()), true, manager, workers);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The cache cannot tell whose answers are whose; until it can, callers get what this process has stored for them alone",
                    e);
            return new ScopeSecret(random(), false, manager, workers);
        }
    }

    /** The key as of now; never blocks. */
    @Override
    public byte[] get() {
        if (!lasting && looking.compareAndSet(false, true)) {
            try {
                workers.execute(this::lookAgain);
            } catch (RejectedExecutionException e) {
                looking.set(false);
            }
        }
        return secret;
    }

    private void lookAgain() {
        try {
            secret = in(manager.get());
            lasting = true;
        } catch (RuntimeException e) {
            LOG.debug("The cache still cannot tell whose answers are whose", e);
        } finally {
            looking.set(false);
        }
    }

    /** Who comes first makes it for all. */
    private static byte[] in(CacheManager caches) {
        Cache<String, String> cache = ApplicationCaches.cache(
                caches, CACHE, new MutableConfiguration<String, String>().setTypes(String.class, String.class));
        String made = HexFormat.of().formatHex(random());
        String there = cache.putIfAbsent(ENTRY, made) ? made : cache.get(ENTRY);
        return HexFormat.of().parseHex(Objects.requireNonNullElse(there, made));
    }

    private static byte[] beside(Path file) {
        Path beside = Path.of(file + "-scope");
        try {
            try {
                write(beside);
            } catch (FileAlreadyExistsException e) {
                // Of an earlier start.
            }
            byte[] secret = HexFormat.of().parseHex(Files.readString(beside).strip());
            if (secret.length == LENGTH) {
                return secret;
            }
            throw new IllegalStateException("The file " + beside + " holds no key; delete it, which gives up the"
                    + " answers that the gateway has stored, or restore it");
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The file " + beside + " holds no key; delete it, which gives up the"
                            + " answers that the gateway has stored, or restore it",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + beside + " cannot be used", e);
        }
    }

    /** Nobody else can read it, not even while it is written, and nobody sees half of it. */
    private static void write(Path beside) throws IOException {
        if (Files.exists(beside)) {
            throw new FileAlreadyExistsException(beside.toString());
        }
        Path directory = beside.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Path part = Path.of(beside + "-" + HexFormat.of().formatHex(random(), 0, 8));
        boolean posix = beside.getFileSystem().supportedFileAttributeViews().contains("posix");
        try (var channel = posix
                ? Files.newByteChannel(
                        part,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.newByteChannel(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(
                    ByteBuffer.wrap((HexFormat.of().formatHex(random()) + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
        try {
            // Does nothing where another process was first.
            Files.createLink(beside, part);
        } catch (UnsupportedOperationException e) {
            Files.move(part, beside);
            return;
        }
        Files.delete(part);
    }

    private static byte[] random() {
        byte[] secret = new byte[LENGTH];
        new SecureRandom().nextBytes(secret);
        return secret;
    }
}
