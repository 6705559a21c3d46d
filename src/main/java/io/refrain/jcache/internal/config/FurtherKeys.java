package io.refrain.jcache.internal.config;

import java.util.List;

/**
 * The configuration keys of an application above the library, which are no mistakes then; found by {@link java.util.ServiceLoader}. Implementations must be safe for use by several threads at
 * once.
 */
public interface FurtherKeys {

    /** In the order in which they are documented. */
    List<Key<?>> keys();
}
