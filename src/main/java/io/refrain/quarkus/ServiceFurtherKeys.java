package io.refrain.quarkus;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.annotations.RegisterResources;
import io.refrain.jcache.internal.config.FurtherKeys;
import io.refrain.jcache.internal.config.Key;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Tells the library the keys of the service, so that a cache manager does not refuse them. Has no state. */
@RegisterForReflection(methods = false, fields = false)
@RegisterResources(globs = "META-INF/services/io.refrain.jcache.internal.config.FurtherKeys")
public final class ServiceFurtherKeys implements FurtherKeys {

    /** Called through reflection. */
    public ServiceFurtherKeys() {}

    @Override
    public List<Key<?>> keys() {
        return Stream.of(ServiceKeys.ALL, GatewayKeys.ALL)
                .<Key<?>>flatMap(Collection::stream)
                .toList();
    }
}
