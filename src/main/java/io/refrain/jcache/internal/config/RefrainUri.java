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
 * What the URI of a cache manager says: {@code refrain:heap}, {@code refrain:sqlite:} followed by the path of a file, relative to the
 * working directory or absolute, or {@code refrain:postgresql://host:port/database}, with what a URI does not allow percent-encoded. Immutable.
 *
 * @param uri as it was given; it may have a password, so what is shown is {@link #shown()}
 * @param file the SQLite file; empty on the heap and for a server
 * @param server the PostgreSQL database; empty on the heap and for a file
 */
public record RefrainUri(URI uri, Optional<Path> file, Optional<ServerAddress> server) {
    /** That of a cache manager without a file. */
    public static final String HEAP = "refrain:heap";

    /** With what all of them begin. */
    static final String SCHEME = "refrain:";

    /** With what those of files begin. */
    static final String SQLITE_SCHEME = SCHEME + "sqlite:";

    /** With what those of servers begin. */
    static final String POSTGRESQL_SCHEME = SCHEME + "postgresql:";

    private static final String EXAMPLES =
            "Use refrain:heap, refrain:sqlite:<file>, for example refrain:sqlite:/var/lib/app/refrain.db,"
                    + " or refrain:postgresql://<host>:<port>/<database>";
    /** What URI does not take, and percent signs that encode nothing. */
    private static final Pattern NOT_ALLOWED =
            Pattern.compile("[\\p{Cntrl}\\p{Space}\"<>\\\\^`{|}\\[\\]]|%(?![0-9A-Fa-f]{2})");

    /**
     * Reads a URI.
     *
     * @throws CacheException when it is none of ours
     */
    public static RefrainUri of(URI uri) {
        String text = uri.toString();
        if (uri.getRawFragment() != null) {
            throw new CacheException("'" + ShownUri.of(text)
                    + "' cannot have a fragment: write a # in the name of a file, or in a password, as %23");
        }
        if (text.equals(HEAP)) {
            return new RefrainUri(uri, Optional.empty(), Optional.empty());
        }
        if (text.startsWith(SQLITE_SCHEME) && text.length() > SQLITE_SCHEME.length()) {
            return new RefrainUri(
                    uri, Optional.of(path(uri, text.substring(SQLITE_SCHEME.length()))), Optional.empty());
        }
        if (text.startsWith(POSTGRESQL_SCHEME)) {
            return new RefrainUri(uri, Optional.empty(), Optional.of(ServerUri.read(text)));
        }
        throw new CacheException("'" + ShownUri.of(text) + "' names no cache manager of Refrain. " + EXAMPLES);
    }

    /** What may be shown of it: all but a password. */
    public String shown() {
        return server.map(ServerAddress::shown).orElseGet(uri::toString);
    }

    /** Whether it says where entries can be kept over a restart. */
    public boolean isPersistent() {
        return file.isPresent() || server.isPresent();
    }

    /**
     * This with the user, the password and the parameters of the configuration keys, where it names a server.
     *
     * @throws CacheException when both have one, and not the same
     */
    public RefrainUri with(PostgresqlSettings settings) {
        return new RefrainUri(
                uri, file, server.map(address -> extended(address, settings).with(settings)));
    }

    private ServerAddress extended(ServerAddress address, PostgresqlSettings settings) {
        String parameters = settings.parameters();
        if (parameters == null || parameters.isEmpty()) {
            return address;
        }
        ServerAddress extended =
                ServerUri.read(uri.toString() + (uri.toString().indexOf('?') < 0 ? '?' : '&') + parameters);
        // Shown by what the MXBeans have as their name, too.
        return new ServerAddress(
                extended.jdbcUrl(), extended.user(), extended.password(), address.shown(), extended.place());
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
            // Without the cause, whose message has all of it.
            throw new CacheException("'" + ShownUri.of(text) + "' is no URI: " + e.getReason() + ". " + EXAMPLES);
        }
    }

    @Override
    public String toString() {
        return "RefrainUri[" + shown() + "]";
    }
}
