package io.refrain.internal.flight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request for several items, whose call is made for those that are neither known nor being asked for by somebody else. It asks before it waits for
 * others, so that no two requests wait for each other. Confined to one thread.
 *
 * @param <I> an item
 * @param <E> what is made of it
 */
final class ItemsOnce<I, E> {
    private final ItemFlights<E> flights;
    private final List<I> inputs;
    private final Function<List<I>, @Nullable List<E>> call;
    /** What each item is known by: its name, or, of one that has none, something that equals nothing else. */
    private final List<Object> names = new ArrayList<>();

    private final Map<Object, I> missing = new LinkedHashMap<>();
    private final Map<Object, E> found = new HashMap<>();

    /** A request, as {@link ItemFlights#made} has it. */
    ItemsOnce(
            ItemFlights<E> flights,
            List<I> inputs,
            Function<I, @Nullable String> naming,
            Function<List<I>, @Nullable List<E>> call) {
        this.flights = flights;
        this.inputs = inputs;
        this.call = call;
        for (I input : inputs) {
            String name = naming.apply(input);
            Object known = name == null ? new Object() : name;
            names.add(known);
            missing.putIfAbsent(known, input);
        }
    }

    @Nullable
    List<E> made() {
        boolean joins = true;
        while (!missing.isEmpty()) {
            long landed = flights.calls().landed();
            lookUp(missing.keySet());
            ItemCall<E> own = new ItemCall<>();
            Map<String, ItemCall<E>> others = joins ? join(own) : Map.of();
            Map<Object, I> rest = new LinkedHashMap<>(missing);
            rest.keySet().removeAll(others.keySet());
            if (!rest.isEmpty() && !ask(own, rest, landed)) {
                if (rest.size() < inputs.size()) {
                    var unused = call.apply(inputs);
                }
                return null;
            }
            joins = await(others);
        }
        List<E> all = new ArrayList<>();
        for (Object name : names) {
            all.add(found.get(name));
        }
        return Collections.unmodifiableList(all);
    }

    /** Says of what is missing that this request asks for it; the answer are those items that others ask for already. */
    private Map<String, ItemCall<E>> join(ItemCall<E> own) {
        Map<String, ItemCall<E>> others = new LinkedHashMap<>();
        for (Object each : missing.keySet()) {
            if (each instanceof String name) {
                ItemCall<E> other = flights.calls().join(name, own);
                if (other != own) {
                    others.put(name, other);
                }
            }
        }
        return others;
    }

    /** Whether it is clear what belongs to which of the items. */
    private boolean ask(ItemCall<E> own, Map<Object, I> rest, long landed) {
        List<Object> owned = List.copyOf(rest.keySet());
        Throwable failure = null;
        try {
            if (flights.calls().landed() != landed) {
                // It may have been stored between the look and the joining.
                lookUp(owned);
                rest.keySet().removeAll(found.keySet());
            }
            if (rest.isEmpty()) {
                return true;
            }
            List<E> made = call.apply(List.copyOf(rest.values()));
            if (made == null || made.size() != rest.size()) {
                return false;
            }
            keep(rest.keySet(), made);
            return true;
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            Map<Object, E> come = new HashMap<>(found);
            come.keySet().retainAll(owned);
            for (Object each : owned) {
                if (each instanceof String name) {
                    flights.calls().land(name, own);
                }
            }
            own.returned();
            own.answer().complete(new ItemCall.Outcome<>(Set.copyOf(rest.keySet()), come, failure));
        }
    }

    private void keep(Collection<Object> asked, List<E> made) {
        Iterator<E> all = made.iterator();
        for (Object name : List.copyOf(asked)) {
            E one = all.next();
            take(name, one);
            if (name instanceof String known && one != null) {
                flights.kept().keep(known, one);
            }
        }
    }

    /**
     * Takes what others have asked for. What they got nothing for stays missing, unless they failed with nothing that this request does not ask for,
     * which then would fail as well.
     *
     * @return false when they cannot be waited for
     */
    private boolean await(Map<String, ItemCall<E>> others) {
        for (Map.Entry<String, ItemCall<E>> each : others.entrySet()) {
            ItemCall.Outcome<E> outcome = flights.waiting().await(each.getValue());
            if (outcome == null) {
                return false;
            }
            E one = outcome.made().get(each.getKey());
            Throwable failure = outcome.failure();
            if (one != null) {
                take(each.getKey(), one);
            } else if (failure != null && names.containsAll(outcome.asked())) {
                throw rethrown(failure);
            }
        }
        return true;
    }

    /** The very failure, where it can be thrown. */
    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof Error e) {
            throw e;
        }
        return failure instanceof RuntimeException e
                ? e
                : new IllegalStateException("The model failed: " + failure, failure);
    }

    private void lookUp(Collection<Object> some) {
        for (Object name : List.copyOf(some)) {
            E one = name instanceof String known ? flights.kept().find(known) : null;
            if (one != null) {
                take(name, one);
            }
        }
    }

    private void take(Object name, E one) {
        found.put(name, one);
        missing.remove(name);
    }
}
