package io.refrain.annotations;

import java.util.List;

/**
 * The bean classes that have {@code @CacheResult} on a method, as the extensions have seen them. Immutable.
 *
 * @param names of the classes, as {@link Class#getName()} has them
 */
record CachedClasses(List<String> names) {}
