package io.refrain.quarkus;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The configuration keys {@code refrain.chat.*}. */
@ConfigMapping(prefix = "refrain.chat")
public interface ChatConfig {

    /** Which model answers; empty for the first whose credentials are there. */
    Optional<Provider> provider();

    /** The model that answers when the question names none. */
    Optional<String> model();

    /** Where the provider is reached, up to and including the version, as in {@code https://api.openai.com/v1}. */
    Optional<String> baseUrl();

    /** The credential; never logged. */
    Optional<String> apiKey();

    /** How long one answer may take, counted from the arrival of the question. */
    @WithDefault("60s")
    Duration timeout();

    /** The most bytes of one answer of a provider. */
    @WithDefault("4M")
    MemorySize maxAnswerSize();

    /** The most questions that are put to the model at the same time. */
    @WithDefault("64")
    int maxConcurrentCalls();

    /** The most questions that wait for their turn; whatever comes beyond is refused. */
    @WithDefault("256")
    int maxQueuedCalls();

    /** When to ask again. */
    Retry retry();

    /** When to leave a provider alone. */
    CircuitBreaker circuitBreaker();

    /** The temperature when the question has none. */
    Optional<Double> temperature();

    /** The longest request body, in bytes. */
    @WithDefault("1048576")
    int maxBodySize();

    /** The longest URL, in characters. */
    @WithDefault("8192")
    int maxUrlLength();

    /** The most that the headers of a request may have together, in characters. */
    @WithDefault("16384")
    int maxHeaderSize();

    /** How long an answer that has expired is kept for questions that take it when the model fails. */
    @WithDefault("0s")
    Duration staleIfError();

    /** The most messages in one question. */
    @WithDefault("1000")
    int maxMessages();

    /** How many characters of questions are remembered with their key, which need not be worked out again. */
    @WithDefault("4000000")
    long rememberedCharacters();

    /** The built-in model. */
    Demo demo();

    /** The keys {@code refrain.chat.demo.*}. */
    interface Demo {
        /** How long the built-in model takes for an answer, so that the effect of the cache can be seen. */
        @WithDefault("700ms")
        Duration delay();
    }

    /** The keys {@code refrain.chat.retry.*}: questions that a provider limits (429) or fails to answer (5xx) are put again. */
    interface Retry {
        /** How often at most; 0 for never. */
        @WithDefault("2")
        int maxRetries();

        /** How long to wait for the first time when the provider does not say; each time after that, twice as long. */
        @WithDefault("500ms")
        Duration delay();

        /** The longest wait. */
        @WithDefault("10s")
        Duration maxDelay();
    }

    /** The keys {@code refrain.chat.circuit-breaker.*}: a provider that is down is left alone for a while. */
    interface CircuitBreaker {
        /** How many of the last calls are looked at; 0 for no circuit breaker. */
        @WithDefault("20")
        int calls();

        /** Which share of them has to have failed. */
        @WithDefault("0.5")
        double failureRatio();

        /** How long the provider is left alone. */
        @WithDefault("5s")
        Duration delay();
    }

    /** The models there are. */
    enum Provider {
        /** Built in and offline; no language model. */
        DEMO,
        /** Whatever speaks the OpenAI API. */
        OPENAI,
        /** Anthropic's Messages API. */
        ANTHROPIC,
        /** Google's Gemini API. */
        GEMINI,
        /** Ollama's own API. */
        OLLAMA
    }
}
