package io.refrain.quarkus;

import io.refrain.jcache.internal.config.KeyReader;
import java.time.Duration;
import java.util.Optional;

/** What the configuration keys {@code refrain.chat.*} say. Immutable. */
public final class ChatConfig {
    private final Optional<Provider> provider;
    private final Optional<String> model;
    private final Optional<String> baseUrl;
    private final Optional<String> apiKey;
    private final Duration timeout;
    private final long maxAnswerSize;
    private final int maxConcurrentCalls;
    private final int maxQueuedCalls;
    private final Retry retry;
    private final CircuitBreaker circuitBreaker;
    private final Optional<Double> temperature;
    private final int maxBodySize;
    private final int maxUrlLength;
    private final int maxHeaderSize;
    private final Duration staleIfError;
    private final int maxMessages;
    private final long rememberedCharacters;
    private final Demo demo;

    /** @param keys notes what cannot be used */
    public ChatConfig(KeyReader keys) {
        provider = keys.read(ServiceKeys.CHAT_PROVIDER);
        model = keys.read(ServiceKeys.CHAT_MODEL);
        baseUrl = keys.read(ServiceKeys.CHAT_BASE_URL);
        apiKey = keys.read(ServiceKeys.CHAT_API_KEY);
        timeout = keys.get(ServiceKeys.CHAT_TIMEOUT);
        maxAnswerSize = keys.get(ServiceKeys.CHAT_MAX_ANSWER_SIZE);
        maxConcurrentCalls = keys.get(ServiceKeys.CHAT_MAX_CONCURRENT_CALLS);
        maxQueuedCalls = keys.get(ServiceKeys.CHAT_MAX_QUEUED_CALLS);
        retry = new Retry(
                keys.get(ServiceKeys.CHAT_RETRIES),
                keys.get(ServiceKeys.CHAT_RETRY_DELAY),
                keys.get(ServiceKeys.CHAT_RETRY_MAX_DELAY));
        circuitBreaker = new CircuitBreaker(
                keys.get(ServiceKeys.CHAT_BREAKER_CALLS),
                keys.get(ServiceKeys.CHAT_BREAKER_RATIO),
                keys.get(ServiceKeys.CHAT_BREAKER_DELAY));
        temperature = keys.read(ServiceKeys.CHAT_TEMPERATURE);
        maxBodySize = Math.toIntExact(keys.get(ServiceKeys.CHAT_MAX_BODY_SIZE));
        maxUrlLength = keys.get(ServiceKeys.CHAT_MAX_URL_LENGTH);
        maxHeaderSize = keys.get(ServiceKeys.CHAT_MAX_HEADER_SIZE);
        staleIfError = keys.get(ServiceKeys.CHAT_STALE_IF_ERROR);
        maxMessages = keys.get(ServiceKeys.CHAT_MAX_MESSAGES);
        rememberedCharacters = keys.get(ServiceKeys.CHAT_REMEMBERED_CHARACTERS);
        demo = new Demo(keys.get(ServiceKeys.CHAT_DEMO_DELAY));
    }

    /** Which model answers; empty for the first whose credentials are there. */
    public Optional<Provider> provider() {
        return provider;
    }

    /** The model that answers when the question names none. */
    public Optional<String> model() {
        return model;
    }

    /** Where the provider is reached, up to and including the version, as in {@code https://api.openai.com/v1}. */
    public Optional<String> baseUrl() {
        return baseUrl;
    }

    /** The credential; never logged. */
    public Optional<String> apiKey() {
        return apiKey;
    }

    /** How long one answer may take, counted from the arrival of the question. */
    public Duration timeout() {
        return timeout;
    }

    /** The most bytes of one answer of a provider. */
    public long maxAnswerSize() {
        return maxAnswerSize;
    }

    /** The most questions that are put to the model at the same time. */
    public int maxConcurrentCalls() {
        return maxConcurrentCalls;
    }

    /** The most questions that wait for their turn; whatever comes beyond is refused. */
    public int maxQueuedCalls() {
        return maxQueuedCalls;
    }

    /** When to ask again. */
    public Retry retry() {
        return retry;
    }

    /** When to leave a provider alone. */
    public CircuitBreaker circuitBreaker() {
        return circuitBreaker;
    }

    /** The temperature when the question has none. */
    public Optional<Double> temperature() {
        return temperature;
    }

    /** The longest request body, in bytes. */
    public int maxBodySize() {
        return maxBodySize;
    }

    /** The longest URL, in characters. */
    public int maxUrlLength() {
        return maxUrlLength;
    }

    /** The most that the headers of a request may have together, in characters. */
    public int maxHeaderSize() {
        return maxHeaderSize;
    }

    /** How long an answer that has expired is kept for questions that take it when the model fails. */
    public Duration staleIfError() {
        return staleIfError;
    }

    /** The most messages in one question. */
    public int maxMessages() {
        return maxMessages;
    }

    /** How many characters of questions are remembered, as they came and with their key, and need not be read and named again. */
    public long rememberedCharacters() {
        return rememberedCharacters;
    }

    /** The built-in model. */
    public Demo demo() {
        return demo;
    }

    /**
     * The keys {@code refrain.chat.demo.*}.
     *
     * @param delay how long the built-in model takes for an answer, so that the effect of the cache can be seen
     */
    public record Demo(Duration delay) {}

    /**
     * The keys {@code refrain.chat.retry.*}: questions that a provider limits (429) or fails to answer (5xx) are put again.
     *
     * @param maxRetries how often at most; 0 for never
     * @param delay how long to wait for the first time when the provider does not say; each time after that, twice as long
     * @param maxDelay the longest wait
     */
    public record Retry(int maxRetries, Duration delay, Duration maxDelay) {}

    /**
     * The keys {@code refrain.chat.circuit-breaker.*}: a provider that is down is left alone for a while.
     *
     * @param calls how many of the last calls are looked at; 0 for no circuit breaker
     * @param failureRatio which share of them has to have failed
     * @param delay how long the provider is left alone
     */
    public record CircuitBreaker(int calls, double failureRatio, Duration delay) {}

    /** The models there are. */
    public enum Provider {
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
