package io.refrain.springai;

import io.refrain.internal.answers.StoredTexts;
import io.refrain.internal.answers.VectorJson;
import io.refrain.internal.flight.Flights;
import io.refrain.internal.flight.ItemFlights;
import io.refrain.internal.flight.Leases.Lease;
import io.refrain.internal.flight.Turn;
import io.refrain.internal.flight.Turns;
import io.refrain.internal.flight.Waiting;
import java.lang.System.Logger;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The answers of models in a JSR-107 cache of any provider, each as JSON under the key of its whole question. Models and advisors that share one of these
 * share the calls under way as well: a question that one of them is being asked is not asked by another, nor by one of another process that has its cache
 * in the same PostgreSQL database. A cache that fails costs the caller nothing but the call of the model. Safe for use by several threads at once.
 */
public final class AnswerCache {
    private static final Logger LOG = System.getLogger(AnswerCache.class.getName());

    private final StoredTexts texts;
    private final @Nullable String identity;
    private final Flights<String, AnswerFlight> flights = new Flights<>();
    private final Waiting waiting = new Waiting();
    private final ItemFlights<float[]> embeddings = new ItemFlights<>(waiting, new KeptVectors());

    private AnswerCache(Builder builder) {
        this.texts = new StoredTexts(() -> builder.cache, LOG);
        this.identity = builder.identity;
    }

    /** The answers in a cache, with the defaults of {@link Builder}. */
    public static AnswerCache of(Cache<String, String> cache) {
        return builder(cache).build();
    }

    /** Says more about the answers in a cache. */
    public static Builder builder(Cache<String, String> cache) {
        return new Builder(cache);
    }

    @Nullable
    String identity() {
        return identity;
    }

    /** What a question is known by; null when it has to be asked each time. */
    @Nullable
    String name(Question question) {
        return nameOf(question::key);
    }

    /** What naming comes to, as {@link #name} has it. */
    @Nullable
    String nameOf(Supplier<String> naming) {
        return texts.name(naming);
    }

    /** The parts of a stored answer; null when there is none. */
    @Nullable
    List<ChatResponse> find(String name) {
        String text = texts.find(name);
        if (text == null) {
            return null;
        }
        try {
            return AnswerJson.read(text);
        } catch (IllegalArgumentException e) {
            texts.failed("A stored answer is none, so its question is asked anew", e);
            return null;
        }
    }

    /**
     * Waits for the turn to ask a question that is not in the cache, as long as another process asks it that has the same cache; or for its answer.
     *
     * @param landed what {@link Flights#landed} was before it was looked for
     */
    Turn<List<ChatResponse>> turn(String name, long landed) {
        Turns<String> turns = texts.having(Turns::of);
        return turns == null ? ownTurn(name, landed) : turns.await(name, () -> find(name));
    }

    /** As {@link #turn}, without a thread that waits; done already when there is nothing to wait for. */
    CompletableFuture<Turn<List<ChatResponse>>> turnLater(String name, long landed) {
        Turns<String> turns = texts.having(Turns::of);
        if (turns != null) {
            Scheduler workers = Schedulers.boundedElastic();
            return turns.take(name, () -> find(name), workers::schedule, Turns.FOREVER);
        }
        try {
            return CompletableFuture.completedFuture(ownTurn(name, landed));
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Of a cache that no other process takes part in: the answer may have been stored since it was looked for. */
    private Turn<List<ChatResponse>> ownTurn(String name, long landed) {
        return new Turn<>(flights.landed() == landed ? null : find(name), false, Lease.NOMINAL);
    }

    /** Keeps an answer that is complete. */
    void keep(String name, Question question, List<ChatResponse> parts) {
        try {
            if (CompleteAnswers.isComplete(question, parts)) {
                texts.keep(name, AnswerJson.write(parts));
            }
        } catch (IllegalArgumentException e) {
            texts.failed("An answer cannot be written as JSON, so it is not kept", e);
        }
    }

    /** Tells the log that some questions are not answered from the cache. */
    void tellOfTools() {
        texts.tell(
                "A model runs tools within one call, so such questions are asked each time; let a ToolCallAdvisor run them, or give the"
                        + " CachingChatModel a ToolCallingManager");
    }

    ItemFlights<float[]> embeddings() {
        return embeddings;
    }

    Flights<String, AnswerFlight> flights() {
        return flights;
    }

    Waiting waiting() {
        return waiting;
    }

    private final class KeptVectors implements ItemFlights.Kept<float[]> {
        @Override
        public float @Nullable [] find(String name) {
            return VectorJson.read(texts.find(name));
        }

        @Override
        public void keep(String name, float[] vector) {
            if (VectorJson.isOne(vector)) {
                texts.keep(name, VectorJson.write(vector));
            }
        }
    }

    /** Says where answers are kept and whose they are. Not safe for use by several threads at once. */
    public static final class Builder {
        private final Cache<String, String> cache;
        private @Nullable String identity;

        private Builder(Cache<String, String> cache) {
            this.cache = Objects.requireNonNull(cache, "cache");
        }

        /**
         * Whose answers these are, as far as a model does not say it: a model tells its options and the name among them and not, for instance, its
         * address. Models of the same class with the same options and the same identity share their answers.
         *
         * @param identity such as {@code https://api.groq.com/openai/v1}
         */
        public Builder identity(String identity) {
            this.identity = Objects.requireNonNull(identity, "identity");
            return this;
        }

        /** The answers, as said. */
        public AnswerCache build() {
            return new AnswerCache(this);
        }
    }
}
