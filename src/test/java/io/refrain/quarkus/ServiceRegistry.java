package io.refrain.quarkus;

import io.refrain.jcache.internal.config.KeyRegistry;

/** Shows tests of other packages all keys that the service knows. */
public final class ServiceRegistry {
    private ServiceRegistry() {}

    /** Those of the library, too. */
    public static KeyRegistry get() {
        return ServiceKeys.registry();
    }
}
