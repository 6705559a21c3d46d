package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.store.StoreException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Finds the one name of a file that has many, also before it exists: without symbolic links, so that each way to it leads to the same. */
final class RealPath {
    /** As Linux has it. */
    private static final int MOST_LINKS = 40;

    private RealPath() {}

    /** @throws StoreException when nobody can tell */
    static Path of(Path path) {
        try {
            return of(path.toAbsolutePath(), MOST_LINKS);
        } catch (IOException e) {
            throw new StoreException(
                    "The file " + path + " cannot be found: " + e
                            + ". Give this user the right to read its directories, or name another file in refrain.uri",
                    e);
        }
    }

    private static Path of(Path path, int links) throws IOException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            Path name = path.getFileName();
            Path directory = path.getParent();
            if (name == null || directory == null) {
                throw e;
            }
            if (Files.isSymbolicLink(path)) {
                if (links == 0) {
                    throw new FileSystemLoopException(path.toString());
                }
                // To where nothing is yet.
                return of(directory.resolve(Files.readSymbolicLink(path)), links - 1);
            }
            return of(directory, links).resolve(name).normalize();
        }
    }
}
