package io.refrain.internal.flight;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The threads that wait for a flight of others, none of them for itself. Safe for use by several threads at once. */
public final class Waiting {
    private final ConcurrentMap<Thread, Flight<?>> waiting = new ConcurrentHashMap<>();

    /**
     * Waits for a flight.
     *
     * @return null when the caller has to make the call itself: the flight waits, directly or through other threads, for the
     *     caller, or the caller was interrupted, which it stays
     */
    public <A> @Nullable A await(Flight<A> flight) {
        Thread caller = Thread.currentThread();
        waiting.put(caller, flight);
        try {
            // Looked at after having been put down as waiting: of two threads about to wait for each other one at least
            // sees it.
            return waitsForCaller(flight) ? null : flight.answer().get();
        } catch (InterruptedException e) {
            caller.interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new AssertionError("A flight lands with an answer, also when the call failed", e);
        } finally {
            waiting.remove(caller);
        }
    }

    private boolean waitsForCaller(Flight<?> flight) {
        Flight<?> next = flight;
        while (next != null) {
            if (next.isRunByCaller()) {
                return true;
            }
            Thread runner = next.runner();
            next = runner == null ? null : waiting.get(runner);
        }
        return false;
    }
}
