package io.refrain.jcache.internal.operation;

/**
 * A value on its way into a cache.
 *
 * @param live the caller's object, for the writer
 * @param stored its stored form, which no change to the caller's object reaches any more
 */
public record NewValue<V>(V live, Object stored) {}
