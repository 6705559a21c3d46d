package io.refrain.gateway;

import io.refrain.quarkus.CacheOpening;
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
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.jboss.logging.Logger;

/**
 * The key of the hash of credentials: made once and kept where the entries are, beside their file, for its owner only, or in a cache of its own where all
 * who share the entries find it. Has no state.
 */
final class ScopeSecret {
    /** The cache that has it where there is no file. */
    static final String CACHE = "gateway-scope";

    private static final Logger LOG = Logger.getLogger("io.refrain.gateway");
    private static final int LENGTH = 32;
    private static final String ENTRY = "key";

    private ScopeSecret() {}

    /**
     * Reads it, or makes it; may block.
     *
     * @param file that of the entries; without one, the key is an entry itself, and lives as long as they do
     * @param manager has the entries
     */
    static byte[] of(Optional<Path> file, Supplier<CacheManager> manager) {
        if (file.isPresent()) {
            return beside(file.get());
        }
        try {
            return in(manager.get());
        } catch (RuntimeException e) {
            LOG.warn(
                    "The cache cannot tell whose answers are whose; until the service is started again, callers get what this process has stored for them alone",
                    e);
            return random();
        }
    }

    /** Who comes first makes it for all. */
    private static byte[] in(CacheManager caches) {
        Cache<String, String> cache = CacheOpening.getOrCreate(
                () -> caches.getCache(CACHE),
                () -> caches.createCache(
                        CACHE, new MutableConfiguration<String, String>().setTypes(String.class, String.class)));
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
