package io.refrain.jcache.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import javax.cache.CacheException;

/**
 * What the URI of a cache manager says: {@code refrain:heap}, or {@code refrain:sqlite:} followed by the path of a file, relative to the
 * working directory or absolute, with what a URI does not allow percent-encoded. Immutable.
 *
 * @param uri as it was given
 * @param file the SQLite file; empty on the heap
 */
public record RefrainUri(URI uri, Optional<Path> file) {
    private static final String SQLITE = "sqlite:";

    /**
     * Reads a URI.
     *
     * @throws CacheException when it is none of ours
     */
    public static RefrainUri of(URI uri) {
        String rest = "refrain".equals(uri.getScheme()) ? uri.getRawSchemeSpecificPart() : "";
        if (rest.equals("heap")) {
            return new RefrainUri(uri, Optional.empty());
        }
        if (rest.startsWith(SQLITE) && rest.length() > SQLITE.length()) {
            return new RefrainUri(uri, Optional.of(path(uri, rest.substring(SQLITE.length()))));
        }
        throw new CacheException(
                "'" + uri + "' names no cache manager of Refrain. Use refrain:heap, or refrain:sqlite:<file>,"
                        + " for example refrain:sqlite:/var/lib/app/refrain.db");
    }

    /** {@code refrain:sqlite:///path} says the same as {@code refrain:sqlite:/path}. */
    private static Path path(URI uri, String raw) {
        String encoded = raw.startsWith("///") ? raw.substring(2) : raw;
        try {
            // A plus sign means itself in a path, unlike in a form.
            return Path.of(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (InvalidPathException e) {
            throw new CacheException("'" + uri + "' names a file that cannot exist here: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the text of a URI, where characters that a URI does not allow stand for themselves.
     *
     * @throws CacheException when it is none of ours
     */
    public static RefrainUri parse(String text) {
        return of(URI.create(text.replace(" ", "%20")));
    }
}
