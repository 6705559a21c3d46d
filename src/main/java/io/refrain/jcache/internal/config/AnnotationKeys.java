package io.refrain.jcache.internal.config;

import java.util.List;

/** The configuration keys of the annotations, which read them themselves, since they work over any provider. */
final class AnnotationKeys {
    private static final Key<Boolean> COLLAPSE = Key.of(
            "refrain.annotations.collapse",
            Scope.APPLICATION,
            ValueType.flag(),
            "true",
            "whether equal calls in flight of a `@CacheResult` method are made once");

    private static final Key<Interceptors> INTERCEPTORS = Key.of(
            "refrain.annotations.interceptors",
            Scope.APPLICATION,
            ValueType.choice(Interceptors.class),
            "own",
            "whose interceptors serve the caching annotations where a server brings some, too, such as Payara: Refrain's, or the server's");

    static final List<Key<?>> ALL = List.of(COLLAPSE, INTERCEPTORS);

    private AnnotationKeys() {}
}
