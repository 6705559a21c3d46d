package io.refrain.quarkus;

import io.refrain.jcache.config.Key;
import io.refrain.jcache.config.KeyRegistry;
import io.refrain.jcache.config.Scope;
import io.refrain.jcache.config.ValueType;
import java.time.Duration;
import java.util.List;

/** The configuration keys of the service, besides those of the library. */
final class ServiceKeys {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    static final Key<Duration> HEALTH_TIMEOUT = key(
            "health.timeout",
            ValueType.duration(LEAST, Duration.ofMinutes(1)),
            "2s",
            "how long readiness waits for the way of a question: read, named and looked up, without a model");

    static final Key<Boolean> COLLAPSE = key(
            "annotations.collapse",
            ValueType.flag(),
            "true",
            "whether equal calls in flight of a `@CacheResult` method are made once");

    static final Key<ChatConfig.Provider> CHAT_PROVIDER = depending(
            "chat.provider",
            ValueType.choice(ChatConfig.Provider.class),
            "the first whose credentials are there, otherwise `demo`",
            "which model answers");

    static final Key<String> CHAT_MODEL = depending(
            "chat.model",
            ValueType.text("text", "the name of a model", text -> true),
            "the provider's: `gpt-4o-mini`",
            "the model when a question names none");

    static final Key<String> CHAT_BASE_URL = depending(
            "chat.base-url",
            ValueType.baseUrl(),
            "`OPENAI_BASE_URL`, otherwise `https://api.openai.com/v1`",
            "where the provider is");

    static final Key<String> CHAT_API_KEY = depending(
            "chat.api-key",
            ValueType.text("text", "what HTTP can send: visible ASCII characters, without spaces", text -> text.chars()
                            .allMatch(c -> c > ' ' && c < 127))
                    .keptSecret(),
            "`OPENAI_API_KEY`",
            "its credential");

    static final Key<Duration> CHAT_TIMEOUT =
            key("chat.timeout", ValueType.duration(LEAST, DAY), "60s", "how long one answer may take");

    static final Key<Double> CHAT_TEMPERATURE = depending(
            "chat.temperature", ValueType.decimal(0, 2), "none is sent", "the temperature when a question has none");

    static final Key<Long> CHAT_MAX_BODY_SIZE =
            key("chat.max-body-size", ValueType.bytes(1, 1L << 30), "1M", "the longest request body");

    static final Key<Integer> CHAT_MAX_MESSAGES =
            key("chat.max-messages", ValueType.count(1, 1_000_000), "1000", "the most messages in one question");

    static final Key<Long> CHAT_REMEMBERED_CHARACTERS = key(
            "chat.remembered-characters",
            ValueType.number(0, Integer.MAX_VALUE),
            "4000000",
            "how many characters of questions are remembered with their key, which is then not worked out again");

    static final Key<Duration> CHAT_DEMO_DELAY = key(
            "chat.demo.delay", ValueType.duration(Duration.ZERO, DAY), "700ms", "how long the built-in model takes");

    static final List<Key<?>> ALL = List.of(
            HEALTH_TIMEOUT,
            COLLAPSE,
            CHAT_PROVIDER,
            CHAT_MODEL,
            CHAT_BASE_URL,
            CHAT_API_KEY,
            CHAT_TIMEOUT,
            CHAT_TEMPERATURE,
            CHAT_MAX_BODY_SIZE,
            CHAT_MAX_MESSAGES,
            CHAT_REMEMBERED_CHARACTERS,
            CHAT_DEMO_DELAY);

    private ServiceKeys() {}

    /** All keys that the service knows. */
    static KeyRegistry registry() {
        return KeyRegistry.ofLibrary().completedBy(ALL);
    }

    private static <T> Key<T> key(String name, ValueType<T> type, String unset, String meaning) {
        return Key.of("refrain." + name, Scope.APPLICATION, type, unset, meaning);
    }

    private static <T> Key<T> depending(String name, ValueType<T> type, String unset, String meaning) {
        return Key.withoutDefault("refrain." + name, Scope.APPLICATION, type, unset, meaning);
    }
}
