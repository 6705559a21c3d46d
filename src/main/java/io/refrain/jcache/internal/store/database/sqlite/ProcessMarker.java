package io.refrain.jcache.internal.store.database.sqlite;

import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import javax.cache.CacheException;

/**
 * That one copy of this library, of those that several class loaders of one process may have loaded, uses a file. It is a system property, which all copies see, and
 * text, which whoever lists those properties can bear. The operating system's locks are the process's, so that they cannot tell copies apart; worse,
 * when one of them closes the file, the process loses the locks of the other. Safe for use by several threads at once.
 */
final class ProcessMarker implements AutoCloseable {
    private static final String PREFIX = "io.refrain.jcache.open-file:";

    private final String name;
    private final String owner;

    private ProcessMarker(String name, String owner) {
        this.name = name;
        this.owner = owner;
    }

    /**
     * Marks a file; before it, or any file beside it, is opened.
     *
     * @param file its real path
     * @throws CacheException when a copy of the library uses it already, naming that
     */
    static ProcessMarker claim(Path file) {
        ProcessMarker marker = new ProcessMarker(
                PREFIX + file,
                "the copy of Refrain that the class loader " + ProcessMarker.class.getClassLoader() + " loaded, since "
                        + Instant.now() + " (" + UUID.randomUUID() + ")");
        Object other = System.getProperties().putIfAbsent(marker.name, marker.owner);
        if (other != null) {
            throw new CacheException("The file " + file + " is in use in this process by " + other
                    + ". Close it there, name another file in refrain.uri, or put one copy of the library where all of"
                    + " its users share it");
        }
        return marker;
    }

    @Override
    public void close() {
        System.getProperties().remove(name, owner);
    }
}
