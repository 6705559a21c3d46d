package io.refrain.jcache.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefrainUriTest {
    @Test
    void of_heap_hasNoFile() {
        assertEquals(Optional.empty(), RefrainUri.of(URI.create("refrain:heap")).file());
    }

    @ParameterizedTest
    @CsvSource({
        "refrain:sqlite:refrain.db, refrain.db",
        "refrain:sqlite:data/refrain.db, data/refrain.db",
        "refrain:sqlite:../refrain.db, ../refrain.db",
        "refrain:sqlite:/var/lib/refrain.db, /var/lib/refrain.db",
        "refrain:sqlite:///var/lib/refrain.db, /var/lib/refrain.db",
        "refrain:sqlite:/with%20a%20blank.db, '/with a blank.db'",
        "refrain:sqlite:/a%23b%3Fc%25d.db, /a#b?c%d.db",
        "refrain:sqlite:/a+b.db, /a+b.db",
        "refrain:sqlite:/gr%C3%BCn.db, /grün.db",
        "refrain:sqlite:/grün.db, /grün.db",
    })
    void of_sqlite_namesTheFile(String uri, String file) {
        assertEquals(Optional.of(Path.of(file)), RefrainUri.of(URI.create(uri)).file());
        assertEquals(Optional.of(Path.of(file)), RefrainUri.parse(uri).file());
    }

    @ParameterizedTest
    @CsvSource({
        "'refrain:sqlite:/with a blank.db', '/with a blank.db'",
        "'refrain:sqlite:/50% of it.db', '/50% of it.db'",
        "'refrain:sqlite:/a\"<>^`{|}[]\\b.db', '/a\"<>^`{|}[]\\b.db'",
    })
    void parse_whatAUriDoesNotAllow_standsForItself(String text, String file) {
        assertEquals(Optional.of(Path.of(file)), RefrainUri.parse(text).file());
    }

    @ParameterizedTest
    @CsvSource({
        "refrain:, 'is no URI: Expected scheme-specific part. Use refrain:heap'",
        "refrain:sqlite:, for example refrain:sqlite:/var/lib/app/refrain.db",
        "refrain:redis:localhost, 'Use refrain:heap, refrain:sqlite:<file>'",
        "http://example.org/, names no cache manager",
        "heap, names no cache manager",
        "refrain:heap#a, 'write a # in the name of a file, or in a password, as %23'",
        "refrain:sqlite:/a.db#b, 'write a # in the name of a file, or in a password, as %23'",
        "refrain:sqlite:/a.db?mode=ro, write a question mark in the name of a file as %3F",
        "refrain:sqlite::memory:, use refrain:heap",
        "refrain:sqlite:/a%00.db, names a file that cannot exist here",
        ":, is no URI: ",
        "'', names no cache manager",
    })
    void parse_whatIsNoneOfOurs_saysWhatToWriteInstead(String text, String expected) {
        String message = String.valueOf(
                assertThrows(CacheException.class, () -> RefrainUri.parse(text)).getMessage());
        assertTrue(message.contains(expected), message);
        assertTrue(message.contains("'" + text + "'"), message);
    }
}
