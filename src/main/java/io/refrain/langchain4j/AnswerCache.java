package io.refrain.langchain4j;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.refrain.internal.answers.StoredTexts;
import io.refrain.internal.answers.VectorJson;
import io.refrain.internal.flight.Flights;
import io.refrain.internal.flight.ItemFlights;
import io.refrain.internal.flight.Leases.Lease;
import io.refrain.internal.flight.Turn;
import io.refrain.internal.flight.Turns;
import io.refrain.internal.flight.Waiting;
import java.lang.System.Logger;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * The answers of models in a JSR-107 cache of any provider, each as JSON under the {@linkplain QuestionKey key of its question}. Models that share one
 * of these share the calls under way as well: a question that one of them is being asked is not asked by another, nor by one of another process that
 * has its cache in the same PostgreSQL database. A cache that fails costs the
 * caller nothing but the call of the model. Safe for use by several threads at once.
 */
public final class AnswerCache {
    private static final Logger LOG = System.getLogger(AnswerCache.class.getName());
    private static final long REMEMBERED = 1_000_000;

    private final StoredTexts texts;
    private final @Nullable String identity;
    private final Flights<String, AnswerFlight> flights = new Flights<>();
    private final Waiting waiting = new Waiting();
    private final ItemFlights<Embedding> embeddings;
    /** A text that the cache gives out again, as one on the heap does, need not be parsed again. By identity. */
    private final com.github.benmanes.caffeine.cache.Cache<String, ChatResponse> parsed =
            Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

    private final com.github.benmanes.caffeine.cache.Cache<PlainQuestion, String> names;

    private AnswerCache(Builder builder) {
        this.texts = new StoredTexts(builder.cache, LOG);
        this.identity = builder.identity;
        this.embeddings = new ItemFlights<>(waiting, new KeptEmbeddings());
        this.names = Caffeine.newBuilder()
                .maximumWeight(builder.rememberedCharacters)
                .weigher((PlainQuestion question, String name) -> question.length())
                .executor(Runnable::run)
                .build();
    }

    /** The answers in a cache, with the defaults of {@link Builder}. */
    public static AnswerCache of(Cache<String, String> cache) {
        return builder(cache).build();
    }

    /** Says more about the answers in a cache. */
    public static Builder builder(Cache<String, String> cache) {
        Objects.requireNonNull(cache, "cache");
        return new Builder(() -> cache);
    }

    /**
     * Says more about the answers in a cache that is asked for with each question, so that it need not be there, or open, before.
     *
     * @param cache cheap to be asked; when it throws, there is no cache for that question
     */
    public static Builder builder(Supplier<Cache<String, String>> cache) {
        return new Builder(Objects.requireNonNull(cache, "cache"));
    }

    @Nullable
    String identity() {
        return identity;
    }

    /**
     * What the cache knows a question by.
     *
     * @return null when it cannot be told from every other, so that it has to be asked each time
     */
    @Nullable
    String name(ModelIdentity model, ChatRequest request) {
        return nameOf(() -> {
            PlainQuestion plain = PlainQuestion.of(model, request);
            return plain == null ? model.key(request) : names.get(plain, any -> model.key(request));
        });
    }

    /** What naming comes to, as {@link #name} has it. */
    @Nullable
    String nameOf(Supplier<String> naming) {
        return texts.name(naming);
    }

    @Nullable
    ChatResponse find(String name) {
        String text = texts.find(name);
        if (text == null) {
            return null;
        }
        try {
            return parsed.get(text, ChatResponseJson::read);
        } catch (IllegalArgumentException e) {
            texts.failed("A stored answer is none, so its question is asked anew", e);
            return null;
        }
    }

    /** Keeps an answer that is complete. */
    void keep(String name, ChatRequest request, ChatResponse answer) {
        try {
            if (CompleteAnswers.isComplete(request, answer)) {
                texts.keep(name, ChatResponseJson.write(answer));
            }
        } catch (IllegalArgumentException e) {
            texts.failed("An answer cannot be written as JSON, so it is not kept", e);
        }
    }

    /**
     * Waits for the turn to ask a question that is not in the cache, as long as another process asks it that has the same cache; or for its answer.
     *
     * @param landed what {@link Flights#landed} was before it was looked for
     */
    Turn<ChatResponse> turn(String name, long landed) {
        Turns<String> turns = texts.having(Turns::of);
        return turns == null ? ownTurn(name, landed) : turns.await(name, () -> find(name));
    }

    /** As {@link #turn}, without a thread that waits; done already when there is nothing to wait for. */
    CompletableFuture<Turn<ChatResponse>> turnLater(String name, long landed) {
        Turns<String> turns = texts.having(Turns::of);
        if (turns != null) {
            return turns.take(name, () -> find(name), ForkJoinPool.commonPool(), Turns.FOREVER);
        }
        try {
            return CompletableFuture.completedFuture(ownTurn(name, landed));
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Of a cache that no other process takes part in: the answer may have been stored since it was looked for. */
    private Turn<ChatResponse> ownTurn(String name, long landed) {
        return new Turn<>(flights.landed() == landed ? null : find(name), false, Lease.NOMINAL);
    }

    Flights<String, AnswerFlight> flights() {
        return flights;
    }

    ItemFlights<Embedding> embeddings() {
        return embeddings;
    }

    Waiting waiting() {
        return waiting;
    }

    private final class KeptEmbeddings implements ItemFlights.Kept<Embedding> {
        @Override
        public @Nullable Embedding find(String name) {
            float[] vector = VectorJson.read(texts.find(name));
            return vector == null ? null : Embedding.from(vector);
        }

        @Override
        public void keep(String name, Embedding embedding) {
            if (VectorJson.isOne(embedding.vector())) {
                texts.keep(name, VectorJson.write(embedding.vector()));
            }
        }
    }

    /** Says where answers are kept, whose they are and how much is remembered. Not safe for use by several threads at once. */
    public static final class Builder {
        private final Supplier<Cache<String, String>> cache;
        private @Nullable String identity;
        private long rememberedCharacters = REMEMBERED;

        private Builder(Supplier<Cache<String, String>> cache) {
            this.cache = cache;
        }

        /**
         * Whose answers these are, as far as a model does not say it: a model tells its provider and its name and not, for instance, its address. Models
         * with the same provider, the same name and the same identity share their answers. By default the package of the model's class, in which the
         * streaming model is the same as the other.
         *
         * @param identity such as {@code https://api.groq.com/openai/v1}
         */
        public Builder identity(String identity) {
            this.identity = Objects.requireNonNull(identity, "identity");
            return this;
        }

        /**
         * How many characters of questions are remembered together with their keys, which saves computing them again; 1,000,000 by default.
         *
         * @param characters 0 or more
         */
        public Builder rememberedCharacters(long characters) {
            if (characters < 0) {
                throw new IllegalArgumentException("rememberedCharacters is " + characters + "; give 0 or more");
            }
            this.rememberedCharacters = characters;
            return this;
        }

        /** The answers, as said. */
        public AnswerCache build() {
            return new AnswerCache(this);
        }
    }
}
