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

    static final List<Key<?>> ALL = List.of(COLLAPSE);

    private AnnotationKeys() {}
}
