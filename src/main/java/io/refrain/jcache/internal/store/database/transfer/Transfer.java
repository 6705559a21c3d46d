package io.refrain.jcache.internal.store.database.transfer;

import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.Contents;
import io.refrain.jcache.internal.store.database.DatabaseStorage;
import io.refrain.jcache.internal.store.database.PlainEntry;
import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is in a database elsewhere and back: as a copy of it, or as JSON Lines, one entry a line. The files are readable by their owner only. Tells the log how far it is every 100,000
 * entries. An interrupt ends nothing of it, and stays. Safe for use by several threads at once.
 */
public final class Transfer {
    private static final Logger LOG = System.getLogger(Transfer.class.getName());
    private static final int ENTRIES_BETWEEN_LOGS = 100_000;

    /** So many entries, or characters of theirs, are put in one transaction. */
    private static final int ENTRIES_AT_ONCE = 500;

    private static final int CHARACTERS_AT_ONCE = 8 << 20;

    private final Contents contents;
    private final Function<String, Bounds> bounds;

    /**
     * @param storage in the database; what is under way when it is closed fails
     * @param bounds of the cache of a name, as far as is known without what it will be created with
     */
    public Transfer(DatabaseStorage storage, Function<String, Bounds> bounds) {
        this.contents = storage.contents();
        this.bounds = bounds;
    }

    /**
     * Copies the database as it is at one moment, with all that was put before.
     *
     * @throws CacheException when there is a file of that name, or it cannot be written, or the database is none that can be copied
     */
    public void backUp(Path target) {
        NewFile.make(target, contents::copyTo);
    }

    /**
     * Writes all entries of all caches that have not expired, among them all that were put before; gives how many. Damaged ones are left out, which is logged.
     *
     * @throws CacheException when there is a file of that name, or it cannot be written, or the database not be read
     */
    public long exportTo(Path target) {
        long[] count = {0};
        NewFile.make(target, file -> {
            try {
                count[0] = write(file, target);
            } catch (IOException | UncheckedIOException e) {
                throw new StoreException("The file " + target + " cannot be written: " + e, e);
            }
        });
        return count[0];
    }

    private long write(Path file, Path target) throws IOException {
        createForItsOwner(file);
        long[] count = {0};
        try (FileOutputStream out = new FileOutputStream(file.toFile());
                BufferedWriter lines = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            long damaged = contents.forEach(entry -> {
                try {
                    lines.write(EntryLine.of(entry));
                    lines.write('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                count[0]++;
                logProgress("exported", count[0], target);
            });
            if (damaged > 0) {
                LOG.log(
                        Level.WARNING,
                        "{0}: {1} damaged rows were left out of {2}",
                        contents.description(),
                        damaged,
                        target);
            }
            lines.flush();
            out.getFD().sync();
        }
        return count[0];
    }

    private static void createForItsOwner(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    /**
     * Puts the entries that {@link #exportTo} wrote in the place of those of the same caches and keys; gives how many. One that has expired counts as absent, as ever. Those beyond
     * the bounds of a cache are there as well until it is in use, which is logged.
     *
     * @throws CacheException when the file cannot be read, or a line not be imported, saying which and why; what is in the lines before that is in the database then
     */
    public long importFrom(Path source) {
        try (Lines lines = new Lines(source)) {
            return new Import(source, lines).run();
        } catch (FileNotFoundException e) {
            throw new StoreException("The file " + source + " cannot be opened: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StoreException("The file " + source + " cannot be read: " + e, e);
        }
    }

    private static void logProgress(String what, long count, Path file) {
        if (count % ENTRIES_BETWEEN_LOGS == 0) {
            LOG.log(Level.INFO, "{0} entries {1} so far, {2}", count, what, file);
        }
    }

    /** One file on its way into the database. For one thread. */
    private final class Import {
        private final Path source;
        private final Lines lines;
        private final List<PlainEntry> batch = new ArrayList<>();
        private final Map<String, Long> ofCaches = new TreeMap<>();
        private long characters;
        private int lastLength;

        /** How many lines were read. */
        private long count;

        Import(Path source, Lines lines) {
            this.source = source;
            this.lines = lines;
        }

        long run() throws IOException {
            PlainEntry entry = next();
            while (entry != null) {
                boolean fits = batch.isEmpty()
                        || batch.get(0).cache().equals(entry.cache())
                                && batch.size() < ENTRIES_AT_ONCE
                                && characters < CHARACTERS_AT_ONCE;
                if (!fits) {
                    put();
                }
                batch.add(entry);
                characters += lastLength;
                count++;
                ofCaches.merge(entry.cache(), 1L, Long::sum);
                logProgress("imported", count, source);
                entry = next();
            }
            put();
            ofCaches.forEach(this::warnBeyondBounds);
            return count;
        }

        private void warnBeyondBounds(String cache, long entries) {
            long most = bounds.apply(cache).maxEntries();
            if (entries > most) {
                LOG.log(
                        Level.WARNING,
                        "{0} entries were imported into the cache ''{1}'', which keeps {2}: what is beyond goes once it is in use."
                                + " To keep all, set refrain.caches.\"{1}\".max-entries before it is created",
                        entries,
                        cache,
                        most);
            }
        }

        private @Nullable PlainEntry next() throws IOException {
            try {
                String line = lines.next();
                lastLength = line == null ? 0 : line.length();
                return line == null ? null : EntryLine.read(line);
            } catch (CacheException e) {
                put();
                throw failed("Line " + (count + 1), e);
            }
        }

        private void put() {
            try {
                if (!batch.isEmpty()) {
                    contents.put(batch);
                }
            } catch (CacheException e) {
                throw failed("What is in lines " + (count - batch.size() + 1) + " to " + count, e);
            }
            batch.clear();
            characters = 0;
        }

        private CacheException failed(String what, CacheException cause) {
            return new CacheException(what + " of " + source + " cannot be imported: " + cause.getMessage(), cause);
        }
    }
}
