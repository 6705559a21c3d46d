package io.refrain.jcache.internal.store.database.transfer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** The lines of a file in UTF-8, one after the other. A reader would not know the line of what is not UTF-8, and an interrupt closes a channel. For one thread. */
final class Lines implements AutoCloseable {
    private final InputStream bytes;

    Lines(Path file) throws IOException {
        bytes = new BufferedInputStream(new FileInputStream(file.toFile()));
    }

    /**
     * The next line, without its end; null when there is none.
     *
     * @throws CacheException when it is not in UTF-8
     */
    @Nullable
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = bytes.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = bytes.read();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CacheException("It is not in UTF-8", e);
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
