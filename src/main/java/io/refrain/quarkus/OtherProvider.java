package io.refrain.quarkus;

import io.refrain.jcache.internal.config.Settings;
import java.net.URI;
import java.util.Optional;
import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.spi.CachingProvider;

/** A cache manager of another JSR-107 provider, whose caches are as the configuration keys have them. Has no state. */
final class OtherProvider {
    /** The file that configures Hazelcast: given so, the member ends with the cache manager. */
    private static final String HAZELCAST_CONFIGURATION = "hazelcast.config.location";

    /** Whether a member ends as soon as the process is told to, while questions are still answered. */
    private static final String HAZELCAST_HOOK = "hazelcast.shutdownhook.enabled";

    private OtherProvider() {}

    /**
     * Opens it; may block.
     *
     * @param uri the provider's own, or the file that configures Hazelcast
     */
    static CacheManager open(CachingProvider provider, Optional<URI> uri, Settings settings) {
        Properties properties = new Properties();
        boolean hazelcast = provider.getClass().getName().startsWith("com.hazelcast.");
        if (hazelcast) {
            if (System.getProperty(HAZELCAST_HOOK) == null) {
                // Whoever closes the manager ends the member, after the last answer was stored.
                System.setProperty(HAZELCAST_HOOK, "false");
            }
            uri.ifPresent(file -> properties.setProperty(HAZELCAST_CONFIGURATION, file.toString()));
        }
        // Hazelcast puts another URI, and another class loader, into the names of its caches: two machines would have
        // none in common.
        return new ConfiguredCacheManager(
                provider.getCacheManager(
                        hazelcast ? provider.getDefaultURI() : uri.orElseGet(provider::getDefaultURI),
                        provider.getDefaultClassLoader(),
                        properties),
                settings);
    }
}
