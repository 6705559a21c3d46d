package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates files that only their owner may read, and their directories. */
final class NewFiles {

    private NewFiles() {}

    /**
     * Creates the directory of a file.
     *
     * @throws StoreException when that cannot be, or the file is itself a directory
     */
    static void createDirectoryOf(Path file) {
        try {
            Path directory = file.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(
                    "The directory of " + file + " cannot be created: " + e.getMessage() + " is in its place", e);
        } catch (IOException e) {
            throw cannotBeCreated(file, e);
        }
        if (Files.isDirectory(file)) {
            throw new StoreException(
                    "The file " + file + " is a directory; name a file in refrain.uri",
                    new IOException("Is a directory"));
        }
    }

    /**
     * Creates a file unless it is there. SQLite gives the files beside it the mode of the file itself.
     *
     * @return whether it did
     */
    static boolean create(Path file) {
        try {
            Files.createFile(file, forTheirOwner());
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw cannotBeCreated(file, e);
        }
    }

    /** The mode of a file that nobody else may read, where there are modes. */
    static FileAttribute<?>[] forTheirOwner() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static StoreException cannotBeCreated(Path file, IOException cause) {
        return new StoreException(
                "The file " + file + " cannot be created: " + cause
                        + ". Make its directory writable, or name another file in refrain.uri",
                cause);
    }
}
