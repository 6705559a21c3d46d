package io.refrain.springai;

import io.refrain.internal.answers.StoredTexts;
import io.refrain.internal.flight.Flights;
import io.refrain.internal.flight.Waiting;
import java.lang.System.Logger;
import java.util.List;
import java.util.Objects;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * The answers of models in a JSR-107 cache of any provider, each as JSON under the key of its whole question. Models and advisors that share one of these
 * share the calls under way as well: a question that one of them is being asked is not asked by another. A cache that fails costs the caller nothing but
 * the call of the model. Safe for use by several threads at once.
 */
public final class AnswerCache {
    private static final Logger LOG = System.getLogger(AnswerCache.class.getName());

    private final StoredTexts texts;
    private final @Nullable String identity;
    private final Flights<String, AnswerFlight> flights = new Flights<>();
    private final Waiting waiting = new Waiting();

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
        return texts.name(question::key);
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

    Flights<String, AnswerFlight> flights() {
        return flights;
    }

    Waiting waiting() {
        return waiting;
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
