package io.refrain.jcache.internal.store.database.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What tells one file from another whatever their names are, without opening them: closing any of them would drop this process's locks on it. */
final class FileKeys {

    private FileKeys() {}

    /** The key of a file; null where the system knows none. There an open file keeps its name. */
    static @Nullable Object of(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Whether the file with a key is the one at a path; yes when nobody can tell. */
    static boolean isAt(@Nullable Object key, Path path) {
        try {
            return Objects.equals(key, of(path));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
