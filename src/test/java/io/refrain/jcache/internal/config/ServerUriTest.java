package io.refrain.jcache.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which database a URI names, in which words it is refused, and that nothing shows its password. */
class ServerUriTest {
    private static final String SECRET = "s3cr3t";

    private static ServerAddress address(String uri) {
        return RefrainUri.parse(uri).server().orElseThrow();
    }

    private static PostgresqlSettings credentials(@Nullable String user, @Nullable String password) {
        Map<String, String> keys = new HashMap<>();
        keys.put("refrain.postgresql.user", user == null ? "" : user);
        keys.put("refrain.postgresql.password", password == null ? "" : password);
        return ManagerSettings.of(Settings.only(keys)).postgresql();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "//db/answers | //db:5432/answers",
                "//db:6543/answers | //db:6543/answers",
                "//10.0.0.1/answers | //10.0.0.1:5432/answers",
                "//[::1]/answers | //[0:0:0:0:0:0:0:1]:5432/answers",
                "//[::1]:6543/answers | //[0:0:0:0:0:0:0:1]:6543/answers",
                "//h1:1,h2:2,h3/answers | //h1:1,h2:2,h3:5432/answers",
                "//DB.Example.org/Answers | //db.example.org:5432/Answers",
                "//db/a%2Fb+c%20d | //db:5432/a%2Fb%2Bc%20d",
                "//db/grün | //db:5432/gr%C3%BCn",
                "//db/a?sslmode=verify-full&sslrootcert=/etc/ca.pem | //db:5432/a?sslmode=verify-full&sslrootcert=/etc/ca.pem",
                "//h1,h2/a?targetServerType=primary | //h1:5432,h2:5432/a?targetServerType=primary",
                "//me:pw@db/a?user=me&ApplicationName=a@b&password=pw&ssl=true | //db:5432/a?ApplicationName=a@b&ssl=true",
            })
    void read_ofAServer_namesTheDatabaseForTheDriver(String rest, String expected) {
        assertEquals(
                "jdbc:postgresql:" + expected,
                address("refrain:postgresql:" + rest).jdbcUrl());
    }

    @Test
    void of_aServer_isPersistentWithoutAFile() {
        RefrainUri uri = RefrainUri.of(URI.create("refrain:postgresql://[::1]/db"));
        assertTrue(uri.isPersistent());
        assertEquals(Optional.empty(), uri.file());
        assertTrue(RefrainUri.parse("refrain:sqlite:a.db").isPersistent());
        assertFalse(RefrainUri.parse("refrain:heap").isPersistent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "//db/a | - | -",
                "//me@db/a | me | -",
                "//me:@db/a | me | -",
                "//:pw@db/a | - | pw",
                "//me:p%40%3A%2Fw+w:@db/a | me | p@:/w+w:",
                "//me:a@b@db/a | me | a@b",
                "//db/a?user=me%40azure&password=p+w%26 | me@azure | p+w&",
                "//db/a?User=me&PASSWORD=pw | me | pw",
            })
    void read_ofCredentials_takesThemOutOfTheUrlOfTheDriver(String rest, String user, String password) {
        ServerAddress address = address("refrain:postgresql:" + rest);
        assertEquals(user, address.user());
        assertEquals(password, address.password());
        assertEquals("jdbc:postgresql://db:5432/a", address.jdbcUrl());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "//me:s3cr3t@DB/a | //me:***@DB/a",
                "//:s3cr3t@db/a | //:***@db/a",
                "//me@db:5432/a?ssl=true | //me@db:5432/a?ssl=true",
                "//db/a?user=me&password=s3cr3t&ssl=true | //db/a?user=me&password=***&ssl=true",
                "//db/a?PassWord=s3cr3t | //db/a?PassWord=***",
                "//db/a?sslkey=k&sslpassword=s3cr3t | //db/a?sslkey=k&sslpassword=***",
            })
    void shown_ofAServer_isTheUriWithoutThePassword(String rest, String shown) {
        RefrainUri uri = RefrainUri.parse("refrain:postgresql:" + rest);
        assertEquals("refrain:postgresql:" + shown, uri.shown());
        assertEquals("refrain:postgresql:" + rest, uri.uri().toString());
        assertFalse(uri.toString().contains(SECRET), uri.toString());
        assertEquals(uri.shown(), uri.server().orElseThrow().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "//me@db/a, //ME-TOO:pw@DB:5432/a?user=ME-TOO, false",
        "//me@db/a, //me:pw@DB:5432/a?user=me, true",
        "//me@db/a, //db/%61?sslmode=require&user=me, true",
        "'//me@h1:1,h2/a', '//me@h2:5432,H1:1/a?targetServerType=primary', true",
        "//me@[::1]/a, //me@[0:0::1]:5432/a, true",
        "//me@db/a, //me@db/A, false",
        "//me@db/a, //me@db:5433/a, false",
        "//me@db/a, //me@other/a, false",
        "//me@db/a, //you@db/a, false",
        "//me@db/a, //me@db/a?currentSchema=s, false",
        "//me@db/a?currentSchema=s&options=o, //me@db/a?options=%6F&currentSchema=s, true",
    })
    void identity_ofTwoSpellings_isEqualForTheSameDatabaseSchemaAndUser(String one, String other, boolean same) {
        String first = address("refrain:postgresql:" + one).identity();
        String second = address("refrain:postgresql:" + other).identity();
        assertEquals(same, first.equals(second), first + " and " + second);
    }

    @Test
    void identity_withoutAUser_isThatOfTheUserOfTheProcess() {
        String me = System.getProperty("user.name");
        assertEquals(
                address("refrain:postgresql://db/a?user=" + me).identity(),
                address("refrain:postgresql://db/a").identity());
    }

    @Test
    void with_keysAlone_connectsAsTheySay() {
        RefrainUri uri = RefrainUri.parse("refrain:postgresql://db/a");
        ServerAddress address = uri.with(credentials("me", SECRET)).server().orElseThrow();
        assertEquals("me", address.user());
        assertEquals(SECRET, address.password());
        assertEquals(address("refrain:postgresql://me@db/a").identity(), address.identity());
        assertEquals("refrain:postgresql://db/a", address.toString());
    }

    @Test
    void with_theUriAndEqualKeysOrNone_connectsAsTheUriSays() {
        RefrainUri uri = RefrainUri.parse("refrain:postgresql://me:" + SECRET + "@db/a");
        assertEquals(uri, uri.with(credentials("me", SECRET)));
        assertEquals(uri, uri.with(credentials(null, null)));
        assertNull(address("refrain:postgresql://db/a")
                .with(credentials(null, null))
                .user());
    }

    @ParameterizedTest
    @CsvSource({"you, s3cr3t, user", "me, other, password"})
    void with_otherKeysThanTheUri_isRefusedByBothNamesWithoutThePassword(String user, String password, String what) {
        RefrainUri uri = RefrainUri.parse("refrain:postgresql://me:" + SECRET + "@db/a");
        String message = String.valueOf(assertThrows(CacheException.class, () -> uri.with(credentials(user, password)))
                .getMessage());
        assertEquals(
                "The " + what + " in refrain.uri is another than that in refrain.postgresql." + what
                        + ": set one of them",
                message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | has no host: write // before it, for example refrain:postgresql://db.example.org:5432/answers",
                "db:5432/a | has no host: write // before it",
                "/a | has no host: write // before it",
                "///a | has an empty host",
                "//:5432/a | has an empty host",
                "//h1,,h2/a | has an empty host",
                "//h1,/a | has an empty host",
                "//db | has no name of a database: write /<database> after the host",
                "//db/ | has no name of a database",
                "//db?ssl=true | has no name of a database",
                "//db/?ssl=/a | has no name of a database",
                "//db:/a | has a port that is no number from 1 to 65535",
                "//db:0/a | has a port that is no number from 1 to 65535",
                "//db:65536/a | has a port that is no number from 1 to 65535",
                "//db:port/a | has a port that is no number from 1 to 65535",
                "//db:99999999999/a | has a port that is no number from 1 to 65535",
                "//::1/a | has an empty host",
                "//2001:db8::1/a | nor an IPv6 address in brackets such as [::1]",
                "//[:::]/a | nor an IPv6 address in brackets such as [::1]",
                "//d b/a | has a host that is neither a name in ASCII",
                "//grün/a | has a host that is neither a name in ASCII",
                "//-db/a | has a host that is neither a name in ASCII",
                "//db/a/b | has a / or @ in the name of its database",
                "//db/a? | has a parameter that is not written <name>=<value>",
                "//db/a?ssl | has a parameter that is not written <name>=<value>",
                "//db/a?=true | has a parameter that is not written <name>=<value>",
                "//db/a?ssl=true&ssl=false | has the parameter ssl twice",
                "//db/a?host=other | has the parameter host: write it before the ?",
                "//db/a?PGDBNAME=b | has the parameter PGDBNAME: write it before the ?",
                "//db/a?user=me&user=you | has two users: leave one of them out",
                "//db/a#b | cannot have a fragment",
            })
    void read_whatNamesNoDatabase_saysWhatToWriteInstead(String rest, String expected) {
        String message =
                String.valueOf(assertThrows(CacheException.class, () -> RefrainUri.parse("refrain:postgresql:" + rest))
                        .getMessage());
        assertTrue(message.contains(expected), message);
        assertTrue(message.contains("'refrain:postgresql:"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refrain:postgresql:me:s3cr3t@db/a",
                "refrain:postgresql://me:s3cr3t@db",
                "refrain:postgresql://me:s3cr3t@db:0/a",
                "refrain:postgresql://me:s3cr3t@db/a#b",
                "refrain:postgresql://me:x/s3cr3t@db/a",
                "refrain:postgresql://me:1/s3cr3t@db/a",
                "refrain:postgresql://me:1?s3cr3t@db/a",
                "refrain:postgresql://me:1#s3cr3t@db/a",
                "refrain:postgresql://me:x@s3cr3t@-db/a",
                "refrain:postgresql://me:other@db/a?password=s3cr3t",
                "refrain:postgresql://db/a?password=x&s3cr3t",
                "refrain:postgresql://db/a?password=x#s3cr3t",
                "refrain:postgresql://db/a?password=s3cr3t&ssl",
                "refrain:postgresql://db/a?pass%77ord=s3cr3t",
                "refrain:postgres://me:s3cr3t@db/a",
                "jdbc:postgresql://db/a?user=me&password=s3cr3t",
                "postgresql://me:s3cr3t@db/a",
                "me:s3cr3t@db/a",
                "refrain:redis:me:s3cr3t@db",
                "1:me:s3cr3t@db",
            })
    void parse_ofABadUriWithAPassword_neverTellsIt(String text) {
        CacheException refused = assertThrows(CacheException.class, () -> RefrainUri.parse(text));
        for (Throwable each = refused; each != null; each = each.getCause()) {
            assertFalse(each.toString().contains(SECRET), each.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "refrain:postgresql://db/a, refrain:postgresql://db/a?currentSchema=c&sslpassword=s3cr3t",
        "refrain:postgresql://db/a?ssl=true, refrain:postgresql://db/a?ssl=true&currentSchema=c&sslpassword=s3cr3t"
    })
    void with_parametersByTheirKey_isAsIfTheUriHadThem(String uri, String whole) {
        ServerAddress extended = parameters(uri, "currentSchema=c&sslpassword=s3cr3t");
        assertEquals(address(whole).jdbcUrl(), extended.jdbcUrl());
        assertEquals(address(whole).place(), extended.place());
        assertEquals(uri, extended.shown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl=false", "nonsense", "a=b&&c=d", "host=elsewhere"})
    void with_parametersThatAreNone_isRefused(String parameters) {
        assertThrows(CacheException.class, () -> parameters("refrain:postgresql://db/a?ssl=true", parameters));
    }

    private static ServerAddress parameters(String uri, String parameters) {
        PostgresqlSettings settings = ManagerSettings.of(
                        Settings.only(Map.of("refrain.postgresql.parameters", parameters)))
                .postgresql();
        return RefrainUri.parse(uri).with(settings).server().orElseThrow();
    }

    @Test
    void shown_ofTheWholeSettings_hasNoPassword() {
        ManagerSettings settings = ManagerSettings.of(
                Settings.only(Map.of("refrain.postgresql.user", "me", "refrain.postgresql.password", SECRET)));
        assertEquals(SECRET, settings.postgresql().password());
        assertFalse(settings.toString().contains(SECRET), settings.toString());
        assertNotEquals(PostgresqlSettings.defaults(), settings.postgresql());
    }
}
