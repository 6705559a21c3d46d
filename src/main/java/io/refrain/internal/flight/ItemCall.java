package io.refrain.internal.flight;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call for several items, for some of which others wait. Safe for use by several threads at once.
 *
 * @param <E> what is made of an item
 */
public final class ItemCall<E> extends Flight<ItemCall.Outcome<E>> {

    /**
     * What became of it. Immutable.
     *
     * @param asked what the call was made for, by name
     * @param made what there is, by name; of some items there may be nothing
     * @param failure what it failed with; null when it did not
     */
    record Outcome<E>(Set<Object> asked, Map<Object, E> made, @Nullable Throwable failure) {}
}
