package io.refrain.annotations;

import java.lang.reflect.Type;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;

/**
 * Is told of which types the values of a cache will be, for providers that store them by their type; JSR-107 has no word for it. Every CDI bean of this type is asked.
 * Implementations must be safe for use by several threads at once.
 */
public interface CacheResultTypes {

    /**
     * A method keeps its results in a cache.
     *
     * @param cache told before the first call of the method looks into it, and again when it was opened anew
     * @param type of the results; of a method that returns a stage or a {@code Uni}, of what that completes with
     */
    void declare(Cache<?, ?> cache, Type type);

    /**
     * Why results of a type could never be kept in a cache, asked while the application starts; null when some can be, or nobody knows.
     *
     * @param cacheName of a cache that may not be there yet
     */
    default @Nullable String refusal(CacheManager manager, String cacheName, Type type) {
        return null;
    }
}
