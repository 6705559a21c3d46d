package io.refrain.internal.flight;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls for several items at once, of which none that is known already, or being asked for, is asked for again. Safe for use by several threads at once.
 *
 * @param <E> what is made of an item
 */
public final class ItemFlights<E> {
    private final Flights<String, ItemCall<E>> calls = new Flights<>();
    private final Waiting waiting;
    private final Kept<E> kept;

    /**
     * Where it is kept. Implementations must be safe for use by several threads at once.
     *
     * @param <E> what is made of an item
     */
    public interface Kept<E> {
        /** What is known by a name; null when nothing is. */
        @Nullable
        E find(String name);

        /** Keeps it, if it is something to keep. */
        void keep(String name, E made);
    }

    /**
     * Calls whose items are kept somewhere.
     *
     * @param waiting the threads that wait for calls of any kind
     */
    public ItemFlights(Waiting waiting, Kept<E> kept) {
        this.waiting = waiting;
        this.kept = kept;
    }

    /**
     * What is made of items, in their order.
     *
     * @param naming what an item is known by; null for what cannot be known
     * @param call makes it of items, in their order; called at most once on behalf of this request, unless others fail
     * @return null when nobody can tell what belongs to which item: then the latest call was for all of them, and what it returned is all there is
     */
    public <I> @Nullable List<E> made(
            List<I> inputs, Function<I, @Nullable String> naming, Function<List<I>, @Nullable List<E>> call) {
        return new ItemsOnce<>(this, inputs, naming, call).made();
    }

    Flights<String, ItemCall<E>> calls() {
        return calls;
    }

    Waiting waiting() {
        return waiting;
    }

    Kept<E> kept() {
        return kept;
    }
}
