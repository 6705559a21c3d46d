package io.refrain.jcache.internal.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the URI of a PostgreSQL database: what comes after {@code refrain:postgresql:}. Whatever it refuses, no message has what could be part
 * of a password. For one thread.
 */
final class ServerUri {
    private static final int DEFAULT_PORT = 5432;
    private static final int LAST_PORT = 65_535;
    private static final String EXAMPLE = "for example refrain:postgresql://db.example.org:5432/answers";

    /** A name, an IPv4 address, or an IPv6 address in brackets; then perhaps a port. */
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])(?::([^:]*))?");

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");
    private static final String USER = "user";
    private static final String PASSWORD = "password";

    /** What the driver would take for another database than the URI names. */
    private static final Set<String> PLACES =
            Set.of("host", "hostaddr", "port", "dbname", "pghost", "pgport", "pgdbname");

    /** What decides in which schema the tables are. */
    private static final Set<String> SCHEMA = Set.of("currentSchema", "options");

    /** The whole URI, as messages show it. */
    private final String told;

    private final List<String> hosts = new ArrayList<>();
    private final List<String> driverParameters = new ArrayList<>();
    private final List<String> shownParameters = new ArrayList<>();
    private final Map<String, String> byName = new TreeMap<>();
    private @Nullable String user;
    private @Nullable String password;

    private ServerUri(String uri) {
        this.told = "'" + ShownUri.of(uri) + "'";
    }

    /**
     * Reads one.
     *
     * @param uri the whole of it, percent-encoded, without a fragment
     * @throws CacheException when it names no database
     */
    static ServerAddress read(String uri) {
        return new ServerUri(uri).address(uri.substring(RefrainUri.POSTGRESQL_SCHEME.length()));
    }

    private ServerAddress address(String rest) {
        if (!rest.startsWith("//")) {
            throw refusal("has no host: write // before it, " + EXAMPLE);
        }
        int question = rest.indexOf('?');
        String beforeQuestion = question < 0 ? rest : rest.substring(0, question);
        int slash = beforeQuestion.indexOf('/', 2);
        if (slash < 0 || slash == beforeQuestion.length() - 1) {
            throw refusal("has no name of a database: write /<database> after the host, " + EXAMPLE);
        }
        String shownAuthority = authority(beforeQuestion.substring(2, slash));
        String database = database(beforeQuestion.substring(slash + 1));
        if (question >= 0) {
            for (String parameter : rest.substring(question + 1).split("&", -1)) {
                parameter(parameter);
            }
        }
        String place = '/' + encoded(database);
        return new ServerAddress(
                "jdbc:postgresql://" + String.join(",", hosts) + place + query(driverParameters),
                user,
                password,
                RefrainUri.POSTGRESQL_SCHEME + "//" + shownAuthority + beforeQuestion.substring(slash)
                        + query(shownParameters),
                // In whatever order they are tried.
                hosts.stream().distinct().sorted().collect(Collectors.joining(",")) + place + schema());
    }

    private static String query(List<String> parameters) {
        return parameters.isEmpty() ? "" : '?' + String.join("&", parameters);
    }

    /** What decides where the tables are, normalised. */
    private String schema() {
        return query(byName.entrySet().stream()
                .filter(each -> SCHEMA.contains(each.getKey()))
                .map(each -> each.getKey() + '=' + each.getValue())
                .toList());
    }

    /** Reads user, password and hosts, and gives what may be shown of them. */
    private String authority(String raw) {
        int at = raw.lastIndexOf('@');
        String shown = raw;
        if (at >= 0) {
            int colon = raw.substring(0, at).indexOf(':');
            user(decoded(raw.substring(0, colon < 0 ? at : colon)));
            if (colon >= 0) {
                password(decoded(raw.substring(colon + 1, at)));
                shown = raw.substring(0, colon + 1) + ShownUri.HIDDEN + raw.substring(at);
            }
        }
        for (String host : decoded(raw.substring(at + 1)).split(",", -1)) {
            hosts.add(host(host));
        }
        return shown;
    }

    private String host(String host) {
        if (host.isEmpty() || host.startsWith(":")) {
            throw refusal("has an empty host, " + EXAMPLE);
        }
        Matcher parts = HOST.matcher(host);
        if (!parts.matches()) {
            throw noHost();
        }
        String name = parts.group(1);
        String port = parts.group(2);
        return (name.startsWith("[") ? literal(name) : name.toLowerCase(Locale.ROOT))
                + ':'
                + (port == null ? DEFAULT_PORT : port(port));
    }

    /** The one spelling of an IPv6 address, for which nobody is asked. */
    private String literal(String bracketed) {
        try {
            InetAddress address = InetAddress.getByName(bracketed);
            return address instanceof Inet6Address ? '[' + address.getHostAddress() + ']' : address.getHostAddress();
        } catch (UnknownHostException e) {
            throw noHost();
        }
    }

    private CacheException noHost() {
        return refusal(
                "has a host that is neither a name in ASCII, nor an IPv4 address, nor an IPv6 address in brackets such as [::1];"
                        + " in a user or password, write @ as %40, : as %3A, / as %2F");
    }

    private int port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > LAST_PORT) {
            throw refusal("has a port that is no number from 1 to " + LAST_PORT + ", " + EXAMPLE);
        }
        return port;
    }

    private String database(String raw) {
        if (raw.indexOf('/') >= 0 || raw.indexOf('@') >= 0) {
            throw refusal(
                    "has a / or @ in the name of its database: write / as %2F and @ as %40, there and in a user or password");
        }
        return decoded(raw);
    }

    private void parameter(String raw) {
        int equals = raw.indexOf('=');
        String name = equals < 0 ? "" : raw.substring(0, equals);
        if (!NAME.matcher(name).matches()) {
            throw refusal(
                    "has a parameter that is not written <name>=<value>; in a value, write & as %26 and = as %3D");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        String value = raw.substring(equals + 1);
        if (PLACES.contains(lower)) {
            throw refusal("has the parameter " + name + ": write it before the ?, " + EXAMPLE);
        }
        if (lower.equals(USER)) {
            user(decoded(value));
            shownParameters.add(raw);
        } else if (lower.equals(PASSWORD)) {
            password(decoded(value));
            shownParameters.add(name + '=' + ShownUri.HIDDEN);
        } else {
            if (byName.put(name, decoded(value)) != null) {
                throw refusal("has the parameter " + name + " twice");
            }
            driverParameters.add(raw);
            // The key of a certificate may have a password, too.
            shownParameters.add(lower.contains("pass") ? name + '=' + ShownUri.HIDDEN : raw);
        }
    }

    private void user(String given) {
        user = one(user, given, USER);
    }

    private void password(String given) {
        password = one(password, given, PASSWORD);
    }

    private @Nullable String one(@Nullable String before, String given, String what) {
        if (before != null && !before.equals(given)) {
            throw refusal("has two " + what + "s: leave one of them out");
        }
        return given.isEmpty() ? before : given;
    }

    /** A plus sign means itself, unlike in a form. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private CacheException refusal(String why) {
        return new CacheException(told + ' ' + why);
    }
}
