package io.refrain.jcache.internal.operation;

import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;

/**
 * What an operation wants done to the entry it saw.
 *
 * @param change what becomes of the entry
 * @param value what is written; null unless the change is a {@link Change#WRITE} or {@link Change#LOAD}
 * @param result what the caller gets
 * @param resultIfStillborn what the caller gets instead when the entry would be created but has no time to live
 * @param lookup what is counted
 * @param failure what the caller gets instead of a result, after the look-up was counted; null when nothing failed
 * @param <V> the type of values
 * @param <R> the type of results
 */
public record Decision<V, R extends @Nullable Object>(
        Change change,
        @Nullable NewValue<V> value,
        R result,
        R resultIfStillborn,
        Lookup lookup,
        @Nullable EntryProcessorException failure) {

    static <V, R extends @Nullable Object> Decision<V, R> of(Change change, R result, Lookup lookup) {
        return new Decision<>(change, null, result, result, lookup, null);
    }

    static <V, R extends @Nullable Object> Decision<V, R> write(NewValue<V> value, R result, Lookup lookup) {
        return new Decision<>(Change.WRITE, value, result, result, lookup, null);
    }

    static <V, R extends @Nullable Object> Decision<V, R> load(NewValue<V> value, R result, Lookup lookup) {
        return new Decision<>(Change.LOAD, value, result, result, lookup, null);
    }

    @SuppressWarnings({"NullAway", "unchecked"}) // the failure is thrown before anybody looks at the result
    static <V, R extends @Nullable Object> Decision<V, R> failed(EntryProcessorException failure, Lookup lookup) {
        return (Decision<V, R>) new Decision<V, @Nullable Object>(Change.NONE, null, null, null, lookup, failure);
    }
}
