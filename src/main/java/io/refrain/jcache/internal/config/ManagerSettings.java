package io.refrain.jcache.internal.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.cache.CacheException;
import javax.cache.spi.CachingProvider;

/**
 * What a cache manager was asked to be. Immutable.
 *
 * @param keyTimeout how long what holds a key of a cache waits for a further one
 * @param sqlite how its file is used
 * @param postgresql how its server is used
 * @param serialization what Java's serialisation may write and read in it
 */
public record ManagerSettings(
        Duration keyTimeout,
        SqliteSettings sqlite,
        PostgresqlSettings postgresql,
        SerializationSettings serialization) {

    /**
     * Finds out.
     *
     * @throws CacheException when something cannot be used, also of a cache that was not created yet; its message says all of it, and what can be
     */
    public static ManagerSettings of(Settings settings) {
        KeyReader keys = new KeyReader(settings);
        KeyRegistry.ofProcess().check(keys);
        ManagerSettings asked = new ManagerSettings(
                keys.get(ManagerKeys.KEY_TIMEOUT),
                SqliteSettings.of(keys),
                PostgresqlSettings.of(keys),
                SerializationSettings.of(keys));
        keys.requireNone("The cache manager cannot be made as configured");
        return asked;
    }

    /**
     * Notes what would keep the default cache manager, or one of its caches, from being made, besides keys that cannot be used by themselves.
     *
     * @param caches their names
     */
    public static void check(KeyReader keys, String... caches) {
        String provider = keys.get(ManagerKeys.PROVIDER);
        if (!provider.equals(ManagerKeys.PROVIDER.unset().orElseThrow())) {
            // Another provider, with URIs and settings of its own.
            checkClass(keys, provider);
            for (String cache : caches) {
                CacheSettings.checkOfOther(keys, cache);
            }
            keys.read(ManagerKeys.URI)
                    .filter(text -> !text.startsWith(RefrainUri.SCHEME))
                    .ifPresent(text -> checkOther(keys, text));
            return;
        }
        try {
            boolean canPersist = RefrainUri.parse(keys.read(ManagerKeys.URI).orElse(RefrainUri.HEAP))
                    .with(PostgresqlSettings.of(keys))
                    .isPersistent();
            for (String cache : caches) {
                CacheSettings.check(keys, cache, canPersist);
            }
        } catch (CacheException e) {
            keys.refuse(ManagerKeys.URI.name() + ": " + e.getMessage());
        }
    }

    private static void checkClass(KeyReader keys, String provider) {
        String problem;
        try {
            Class<?> named =
                    Class.forName(provider, false, Thread.currentThread().getContextClassLoader());
            if (CachingProvider.class.isAssignableFrom(named)) {
                return;
            }
            problem = "is no " + CachingProvider.class.getName();
        } catch (ClassNotFoundException | LinkageError e) {
            problem =
                    "is not in this application: build it with that provider in it (-Dhazelcast builds the service with"
                            + " Hazelcast), or leave the key out";
        }
        keys.refuse(ManagerKeys.PROVIDER.name() + ": " + provider + " " + problem);
    }

    /** One of ours, such as the default of the service, is not for it. */
    private static void checkOther(KeyReader keys, String text) {
        try {
            new URI(text);
        } catch (URISyntaxException e) {
            keys.refuse(ManagerKeys.URI.name() + ": '" + ShownUri.of(text) + "' is no URI: " + e.getReason());
        }
    }

    /** The file of the default cache manager; empty when it has none, or is another provider's. */
    public static Optional<Path> file(KeyReader keys) {
        return keys.get(ManagerKeys.PROVIDER)
                        .equals(ManagerKeys.PROVIDER.unset().orElseThrow())
                ? RefrainUri.parse(keys.read(ManagerKeys.URI).orElse(RefrainUri.HEAP))
                        .file()
                : Optional.empty();
    }
}
