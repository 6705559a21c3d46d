package io.refrain.jcache.internal.store.database.transfer;

import io.refrain.jcache.internal.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Consumer;

/** Makes files that have their name only when all is in them: until then, and should the process die meanwhile, another one that ends in {@value #UNFINISHED}. */
final class NewFile {
    static final String UNFINISHED = ".part";

    private NewFile() {}

    /**
     * Makes a file.
     *
     * @param writing is given where to write it
     * @throws StoreException when there is one of that name, or it cannot be made
     */
    static void make(Path target, Consumer<Path> writing) {
        Path file = target.toAbsolutePath();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(file, new FileAlreadyExistsException(file.toString()));
        }
        Path directory = file.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new StoreException(
                    "The file " + file + " cannot be written: there is no directory " + directory + "; create it",
                    new IOException("No directory"));
        }
        Path unfinished = directory.resolve(
                file.getFileName() + "." + UUID.randomUUID().toString().substring(0, 8) + UNFINISHED);
        try {
            writing.accept(unfinished);
            move(unfinished, file);
        } catch (RuntimeException | Error e) {
            try {
                Files.deleteIfExists(unfinished);
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    private static void move(Path unfinished, Path file) {
        try {
            Files.move(unfinished, file);
        } catch (FileAlreadyExistsException e) {
            throw exists(file, e);
        } catch (IOException e) {
            throw new StoreException("The file " + unfinished + " cannot be named " + file + ": " + e, e);
        }
    }

    private static StoreException exists(Path file, IOException cause) {
        return new StoreException("There is a file " + file + " already; name another one, or move it away", cause);
    }
}
