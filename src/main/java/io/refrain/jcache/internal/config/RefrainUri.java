package io.refrain.jcache.internal.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.cache.CacheException;

/**
 * What the URI of a cache manager says: {@code refrain:heap}, or {@code refrain:sqlite:} followed by the path of a file, relative to the
 * working directory or absolute, with what a URI does not allow percent-encoded. Immutable.
 *
 * @param uri as it was given
 * @param file the SQLite file; empty on the heap
 */
public record RefrainUri(URI uri, Optional<Path> file) {
    /** That of a cache manager without a file. */
    public static final String HEAP = "refrain:heap";

    private static final String SQLITE = "sqlite:";
    private static final String EXAMPLES =
            "Use refrain:heap, or refrain:sqlite:<file>, for example refrain:sqlite:/var/lib/app/refrain.db";
    /** What URI does not take, and percent signs that encode nothing. */
    private static final Pattern NOT_ALLOWED =
            Pattern.compile("[\\p{Cntrl}\\p{Space}\"<>\\\\^`{|}\\[\\]]|%(?![0-9A-Fa-f]{2})");

    /**
     * Reads a URI.
     *
     * @throws CacheException when it is none of ours
     */
    public static RefrainUri of(URI uri) {
        if (uri.getRawFragment() != null) {
            throw new CacheException("'" + uri + "' cannot have a fragment: write a # in the name of a file as %23");
        }
        String rest = "refrain".equals(uri.getScheme()) ? uri.getRawSchemeSpecificPart() : "";
        if (rest.equals("heap")) {
            return new RefrainUri(uri, Optional.empty());
        }
        if (rest.startsWith(SQLITE) && rest.length() > SQLITE.length()) {
            return new RefrainUri(uri, Optional.of(path(uri, rest.substring(SQLITE.length()))));
        }
        throw new CacheException("'" + uri + "' names no cache manager of Refrain. " + EXAMPLES);
    }

    /** {@code refrain:sqlite:///path} says the same as {@code refrain:sqlite:/path}. */
    private static Path path(URI uri, String raw) {
        if (raw.indexOf('?') >= 0) {
            throw new CacheException(
                    "'" + uri + "' cannot have parameters: write a question mark in the name of a file as %3F");
        }
        if (raw.equals(":memory:")) {
            throw new CacheException("'" + uri + "' names no file: to keep everything in memory, use refrain:heap");
        }
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
        Matcher others = NOT_ALLOWED.matcher(text);
        String encoded = others.replaceAll(found ->
                URLEncoder.encode(found.group(), StandardCharsets.UTF_8).replace("+", "%20"));
        try {
            return of(new URI(encoded));
        } catch (URISyntaxException e) {
            throw new CacheException("'" + text + "' is no URI: " + e.getReason() + ". " + EXAMPLES, e);
        }
    }
}
