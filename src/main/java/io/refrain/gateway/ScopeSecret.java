package io.refrain.gateway;

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
import java.util.Optional;
import java.util.Set;

/** The key of the hash of credentials: made once and kept beside the file of the entries, for its owner only. Has no state. */
final class ScopeSecret {
    private static final int LENGTH = 32;

    private ScopeSecret() {}

    /**
     * Reads it, or makes it; may block.
     *
     * @param file that of the entries; without one, the key lives as long as the entries do, in memory
     */
    static byte[] of(Optional<Path> file) {
        if (file.isEmpty()) {
            return random();
        }
        Path beside = Path.of(file.get() + "-scope");
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
