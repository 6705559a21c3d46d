package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.StoreException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import javax.cache.CacheException;

/**
 * Takes what is in a file elsewhere and back: as another SQLite file, or as JSON Lines, one entry a line. Says how far it is every 100,000
 * entries. Safe for use by several threads at once.
 */
final class Transfer {
    private static final Logger LOG = System.getLogger(Transfer.class.getName());
    private static final int ROWS_PER_PROGRESS = 100_000;
    private static final int ROWS_PER_COMMIT = 1_000;

    private final SqliteFile file;

    Transfer(SqliteFile file) {
        this.file = file;
    }

    /**
     * Writes a copy of the file as it is at one moment, while it is in use.
     *
     * @throws CacheException when the target exists or cannot be written
     */
    void backUp(Path target) {
        requireAbsent(target);
        file.readers().read(session -> session.copyTo(target));
    }

    /**
     * Writes all entries of all caches; gives how many.
     *
     * @throws CacheException when the target exists or cannot be written
     */
    long export(Path target) {
        requireAbsent(target);
        try (BufferedWriter lines = Files.newBufferedWriter(target, StandardOpenOption.CREATE_NEW)) {
            long[] count = {0};
            file.readers()
                    .read(session -> session.exportLines(line -> {
                        try {
                            lines.write(line);
                            lines.newLine();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        progress("Exported", ++count[0]);
                    }));
            return count[0];
        } catch (IOException | UncheckedIOException e) {
            throw new StoreException("The file " + target + " cannot be written: " + e, e);
        }
    }

    private static void requireAbsent(Path target) {
        if (Files.exists(target)) {
            throw new CacheException("There is a file " + target + " already; name another one, or move it away");
        }
    }

    /**
     * Reads what {@link #export} wrote, over entries of the same caches and keys; gives how many.
     *
     * @throws CacheException when a line cannot be read, saying which; those before it are in the file
     */
    long importFrom(Path source) {
        try (BufferedReader lines = Files.newBufferedReader(source)) {
            List<String> some = new ArrayList<>();
            long count = 0;
            String line = lines.readLine();
            while (line != null) {
                some.add(line);
                line = lines.readLine();
                if (some.size() == ROWS_PER_COMMIT || line == null) {
                    importLines(some, count, source);
                    count += some.size();
                    some.clear();
                    progress("Imported", count);
                }
            }
            return count;
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
            throw new StoreException("There is no file " + source, e);
        } catch (IOException e) {
            throw new StoreException("The file " + source + " cannot be read: " + e, e);
        }
    }

    private void importLines(List<String> lines, long before, Path source) {
        long[] at = {before};
        try {
            file.writer().write(session -> {
                at[0] = before;
                for (String line : lines) {
                    at[0]++;
                    EntryRow row = session.rowOf(line);
                    row.id = Rows.id(row.cache, Rows.keyCell(row));
                    row.byteSize = Rows.size(row);
                    row.checksum = Checksum.of(file.salt(), row);
                    session.keep(row);
                }
                return lines.size();
            });
        } catch (CacheException e) {
            throw new CacheException("Line " + at[0] + " of " + source + " cannot be imported: " + e.getMessage(), e);
        }
    }

    private void progress(String what, long count) {
        if (count > 0 && count % ROWS_PER_PROGRESS == 0) {
            LOG.log(Level.INFO, "{0} {1} entries, {2}", what, count, file.path());
        }
    }
}
