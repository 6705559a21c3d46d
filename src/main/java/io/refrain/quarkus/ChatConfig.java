package io.refrain.quarkus;

import io.refrain.jcache.config.KeyReader;
import java.time.Duration;
import java.util.Optional;

/** What the configuration keys {@code refrain.chat.*} say. Immutable. */
public final class ChatConfig {
    private final Optional<Provider> provider;
    private final Optional<String> model;
    private final Optional<String> baseUrl;
    private final Optional<String> apiKey;
    private final Duration timeout;
    private final Optional<Double> temperature;
    private final int maxBodySize;
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
        temperature = keys.read(ServiceKeys.CHAT_TEMPERATURE);
        maxBodySize = Math.toIntExact(keys.get(ServiceKeys.CHAT_MAX_BODY_SIZE));
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

    /** How long one answer may take. */
    public Duration timeout() {
        return timeout;
    }

    /** The temperature when the question has none. */
    public Optional<Double> temperature() {
        return temperature;
    }

    /** The longest request body, in bytes. */
    public int maxBodySize() {
        return maxBodySize;
    }

    /** The most messages in one question. */
    public int maxMessages() {
        return maxMessages;
    }

    /** How many characters of questions are remembered with their key, which need not be worked out again. */
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

    /** The models there are. */
    public enum Provider {
        /** Built in and offline; no language model. */
        DEMO,
        /** Whatever speaks the OpenAI API. */
        OPENAI
    }
}
