package io.refrain.jcache.internal.operation;

import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * {@link javax.cache.Cache#invoke}. Finding the entry for the processor is the look-up that counts, whatever the processor then does, also when
 * it fails.
 *
 * @param key the key, as the processor may see it
 * @param loader reads through on {@link MutableEntry#getValue} of an absent entry; null where the cache does not; gives null when there is
 *     nothing to load
 * @param freezer makes a value ready for the cache
 */
public record Invoke<K, V, T extends @Nullable Object>(
        K key,
        EntryProcessor<K, V, T> processor,
        Object[] arguments,
        @Nullable Supplier<@Nullable NewValue<V>> loader,
        Function<V, NewValue<V>> freezer)
        implements Operation<V, T> {

    @Override
    @SuppressWarnings("CatchingUnchecked") // processors in other JVM languages throw what they like
    public Decision<V, T> decide(Current<V> current) {
        Lookup lookup = Lookup.of(current.exists());
        ProcessedEntry<K, V> entry = new ProcessedEntry<>(key, current, loader, freezer);
        T result;
        try {
            result = processor.process(entry, arguments);
        } catch (EntryProcessorException e) {
            return Decision.failed(e, lookup);
        } catch (Exception e) {
            return Decision.failed(new EntryProcessorException(e), lookup);
        }
        return new Decision<>(entry.change(), entry.written(), result, result, lookup, null);
    }
}
