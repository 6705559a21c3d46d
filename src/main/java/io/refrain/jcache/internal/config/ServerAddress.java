package io.refrain.jcache.internal.config;

import java.util.Objects;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is, and who asks it. Immutable.
 *
 * @param jdbcUrl for the driver, without user and password
 * @param user null for the driver's default, which is the user of this process
 * @param password null for none
 * @param shown the URI as messages have it, without any password
 * @param place hosts, database and schema, normalised
 */
public record ServerAddress(
        String jdbcUrl, @Nullable String user, @Nullable String password, String shown, String place) {

    /** Equal for two spellings of the same database, schema and user. */
    public String identity() {
        return (user == null ? System.getProperty("user.name") : user) + '@' + place;
    }

    /**
     * This with the user and password of the configuration keys, where the URI has none.
     *
     * @throws CacheException when both have one, and not the same
     */
    ServerAddress with(PostgresqlSettings settings) {
        return new ServerAddress(
                jdbcUrl,
                one(user, settings.user(), "user", PostgresqlKeys.USER),
                one(password, settings.password(), "password", PostgresqlKeys.PASSWORD),
                shown,
                place);
    }

    private static @Nullable String one(@Nullable String ofUri, @Nullable String ofKey, String what, Key<String> key) {
        if (ofUri != null && ofKey != null && !Objects.equals(ofUri, ofKey)) {
            throw new CacheException("The " + what + " in " + ManagerKeys.URI.name() + " is another than that in "
                    + key.name() + ": set one of them");
        }
        return ofUri == null ? ofKey : ofUri;
    }

    @Override
    public String toString() {
        return shown;
    }
}
