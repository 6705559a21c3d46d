package io.refrain.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.output.TokenUsage;
import io.refrain.internal.flight.Flights;
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
 * One request for embeddings, of which the model is asked for those items that are neither in the cache nor being asked for by somebody else. It asks
 * before it waits for others, so that no two requests wait for each other. Confined to one thread.
 *
 * @param <I> an item
 */
final class EmbeddingRequestOnce<I> {
    private final AnswerCache answers;
    private final Flights<String, EmbeddingCall> calls;
    private final List<I> inputs;
    private final Function<List<I>, @Nullable EmbeddedItems> model;
    /** What each item is known by: its name, or, of one that has none, something that equals nothing else. */
    private final List<Object> names = new ArrayList<>();

    private final Map<Object, I> missing = new LinkedHashMap<>();
    private final Map<Object, Embedding> found = new HashMap<>();
    private @Nullable TokenUsage usage = EmbeddedItems.NONE.usage();
    private @Nullable String modelName;

    /**
     * A request.
     *
     * @param naming what the cache knows an item by; null for what it cannot know
     * @param model asks for items
     */
    EmbeddingRequestOnce(
            AnswerCache answers,
            List<I> inputs,
            Function<I, @Nullable String> naming,
            Function<List<I>, @Nullable EmbeddedItems> model) {
        this.answers = answers;
        this.calls = answers.embeddingCalls();
        this.inputs = inputs;
        this.model = model;
        for (I input : inputs) {
            String name = naming.apply(input);
            Object known = name == null ? new Object() : name;
            names.add(known);
            missing.putIfAbsent(known, input);
        }
    }

    /** The embeddings of all items; null, or another number of them, when that is what the model returns. */
    @Nullable
    EmbeddedItems embedded() {
        boolean joins = true;
        while (!missing.isEmpty()) {
            long landed = calls.landed();
            lookUp(missing.keySet());
            EmbeddingCall own = new EmbeddingCall();
            Map<String, EmbeddingCall> others = joins ? join(own) : Map.of();
            Map<Object, I> rest = new LinkedHashMap<>(missing);
            rest.keySet().removeAll(others.keySet());
            if (!rest.isEmpty()) {
                Answered answered = ask(own, rest, landed);
                if (!answered.isClear()) {
                    // Nobody can tell what belongs to what.
                    return answered.asked() == inputs.size() ? answered.items() : model.apply(inputs);
                }
            }
            joins = await(others);
        }
        List<Embedding> all = new ArrayList<>();
        names.forEach(name -> all.add(found.get(name)));
        return new EmbeddedItems(Collections.unmodifiableList(all), usage, modelName);
    }

    /** Says of what is missing that this request asks for it; the answer are those items that others ask for already. */
    private Map<String, EmbeddingCall> join(EmbeddingCall own) {
        Map<String, EmbeddingCall> others = new LinkedHashMap<>();
        for (Object each : missing.keySet()) {
            if (each instanceof String name) {
                EmbeddingCall call = calls.join(name, own);
                if (call != own) {
                    others.put(name, call);
                }
            }
        }
        return others;
    }

    private Answered ask(EmbeddingCall own, Map<Object, I> rest, long landed) {
        List<Object> owned = List.copyOf(rest.keySet());
        Throwable failure = null;
        try {
            if (calls.landed() != landed) {
                // It may have been stored between the look and the joining.
                lookUp(owned);
                rest.keySet().removeAll(found.keySet());
            }
            EmbeddedItems items = rest.isEmpty() ? EmbeddedItems.NONE : model.apply(List.copyOf(rest.values()));
            Answered answered = new Answered(rest.size(), items);
            if (items != null && answered.isClear()) {
                keep(rest.keySet(), items);
            }
            return answered;
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            Map<Object, Embedding> come = new HashMap<>(found);
            come.keySet().retainAll(owned);
            for (Object each : owned) {
                if (each instanceof String name) {
                    calls.land(name, own);
                }
            }
            own.returned();
            own.answer().complete(new EmbeddingCall.Outcome(Set.copyOf(rest.keySet()), come, failure));
        }
    }

    private void keep(Collection<Object> asked, EmbeddedItems items) {
        usage = usage == EmbeddedItems.NONE.usage() ? items.usage() : TokenUsage.sum(usage, items.usage());
        modelName = items.modelName() == null ? modelName : items.modelName();
        Iterator<Embedding> embeddings = items.embeddings().iterator();
        for (Object name : List.copyOf(asked)) {
            Embedding embedding = embeddings.next();
            take(name, embedding);
            if (name instanceof String known && EmbeddingJson.isOne(embedding)) {
                answers.keepText(known, EmbeddingJson.write(embedding));
            }
        }
    }

    /**
     * Takes what others have asked for. What they got no embedding for stays missing, unless they failed with nothing that this request does not ask for,
     * which then would fail as well.
     *
     * @return false when they cannot be waited for
     */
    private boolean await(Map<String, EmbeddingCall> others) {
        for (Map.Entry<String, EmbeddingCall> each : others.entrySet()) {
            EmbeddingCall.Outcome outcome = answers.waiting().await(each.getValue());
            if (outcome == null) {
                return false;
            }
            Embedding embedding = outcome.embeddings().get(each.getKey());
            if (embedding != null) {
                take(each.getKey(), embedding);
            } else if (outcome.failure() != null && names.containsAll(outcome.asked())) {
                new Outcome(null, outcome.failure()).get();
            }
        }
        return true;
    }

    private void lookUp(Collection<Object> some) {
        for (Object name : List.copyOf(some)) {
            Embedding embedding = name instanceof String known ? EmbeddingJson.read(answers.findText(known)) : null;
            if (embedding != null) {
                take(name, embedding);
            }
        }
    }

    private void take(Object name, Embedding embedding) {
        found.put(name, embedding);
        missing.remove(name);
    }

    /** What the model returned for a number of items. Immutable. */
    private record Answered(int asked, @Nullable EmbeddedItems items) {
        boolean isClear() {
            return items != null && items.embeddings().size() == asked;
        }
    }
}
