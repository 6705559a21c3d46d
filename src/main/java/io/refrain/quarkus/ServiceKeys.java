package io.refrain.quarkus;

import io.refrain.jcache.internal.config.Key;
import io.refrain.jcache.internal.config.KeyRegistry;
import io.refrain.jcache.internal.config.Scope;
import io.refrain.jcache.internal.config.ValueType;
import java.time.Duration;
import java.util.List;

/** The configuration keys of the service, besides those of the library. */
final class ServiceKeys {
    static final Duration LEAST = Duration.ofMillis(1);
    static final Duration DAY = Duration.ofDays(1);

    static final ValueType<String> CREDENTIAL = ValueType.text(
                    "text", "what HTTP can send: visible ASCII characters, without spaces", text -> text.chars()
                            .allMatch(c -> c > ' ' && c < 127))
            .keptSecret();

    static final Key<Duration> HEALTH_TIMEOUT = key(
            "health.timeout",
            ValueType.duration(LEAST, Duration.ofMinutes(1)),
            "2s",
            "how long readiness waits for the way of a question: read, named and looked up, without a model");

    static final Key<Mode> MODE = key(
            "mode",
            ValueType.choice(Mode.class),
            "cache",
            "where answers come from: the cache, otherwise `refrain.cassette` if there is one, otherwise whoever answers; `record`: whoever answers, and `refrain.cassette` gets them; `replay`: `refrain.cassette` alone; `off`: whoever answers, and nothing is looked up or stored");

    static final Key<String> CASSETTE = depending(
            "cassette",
            ValueType.text("path", "the path of a file", text -> !text.isBlank() && text.indexOf('\0') < 0),
            "none",
            "the file of recorded answers; with `refrain.mode` `cache` it may be there, and answers what the cache does not, with `record` and `replay` it must be named");

    static final Key<ChatConfig.Provider> CHAT_PROVIDER = depending(
            "chat.provider",
            ValueType.choice(ChatConfig.Provider.class),
            "the first whose credentials are there, otherwise `demo`",
            "which model answers");

    static final Key<String> CHAT_MODEL = depending(
            "chat.model",
            ValueType.text("text", "the name of a model", text -> true),
            "the provider's: `gpt-4o-mini`, `claude-3-5-haiku-latest`, `gemini-2.5-flash`, `llama3.2`",
            "the model when a question names none");

    static final Key<String> CHAT_BASE_URL = depending(
            "chat.base-url",
            ValueType.baseUrl(),
            "`OPENAI_BASE_URL`, otherwise `https://api.openai.com/v1`",
            "where the provider is");

    static final Key<String> CHAT_API_KEY = depending("chat.api-key", CREDENTIAL, "`OPENAI_API_KEY`", "its credential");

    static final Key<Duration> CHAT_TIMEOUT = key(
            "chat.timeout",
            ValueType.duration(LEAST, DAY),
            "60s",
            "how long one answer may take, counted from the arrival of the question, with waiting and retries");

    static final Key<Long> CHAT_MAX_ANSWER_SIZE = key(
            "chat.max-answer-size",
            ValueType.bytes(1, 1L << 30),
            "4M",
            "the most bytes of one answer of a provider, counted as it comes in; beyond it the connection is closed and the question fails with 502");

    static final Key<Integer> CHAT_MAX_CONCURRENT_CALLS = key(
            "chat.max-concurrent-calls",
            ValueType.count(1, 100_000),
            "64",
            "the most questions that are put to the model at the same time");

    static final Key<Integer> CHAT_MAX_QUEUED_CALLS = key(
            "chat.max-queued-calls",
            ValueType.count(0, 1_000_000),
            "256",
            "the most questions that wait for their turn; beyond it 503 with `Retry-After`");

    static final Key<Integer> CHAT_RETRIES = key(
            "chat.retry.max-retries",
            ValueType.count(0, 100),
            "2",
            "how often a question is put again that the provider limits (429) or fails to answer (5xx), within `timeout`; `0`: never");

    static final Key<Duration> CHAT_RETRY_DELAY = key(
            "chat.retry.delay",
            ValueType.duration(LEAST, DAY),
            "500ms",
            "how long to wait before the first retry, each time after that twice as long, less up to a half by chance; a provider's `Retry-After` goes first");

    static final Key<Duration> CHAT_RETRY_MAX_DELAY = key(
            "chat.retry.max-delay",
            ValueType.duration(LEAST, DAY),
            "10s",
            "the longest wait; a provider that wants a longer one is not asked again");

    static final Key<Integer> CHAT_BREAKER_CALLS = key(
            "chat.circuit-breaker.calls",
            ValueType.count(0, 10_000),
            "20",
            "how many of the last calls are looked at; `0`: no circuit breaker");

    static final Key<Double> CHAT_BREAKER_RATIO = key(
            "chat.circuit-breaker.failure-ratio",
            ValueType.decimal(0, 1),
            "0.5",
            "which share of them has to have failed (5xx, no connection, no answer in time) for the provider to be left alone");

    static final Key<Duration> CHAT_BREAKER_DELAY = key(
            "chat.circuit-breaker.delay",
            ValueType.duration(LEAST, DAY),
            "5s",
            "how long it is left alone, while questions get 503 with `Retry-After` and hits are answered");

    static final Key<Double> CHAT_TEMPERATURE = depending(
            "chat.temperature", ValueType.decimal(0, 2), "none is sent", "the temperature when a question has none");

    static final Key<Long> CHAT_MAX_BODY_SIZE =
            key("chat.max-body-size", ValueType.bytes(1, 1L << 30), "1M", "the longest request body");

    static final Key<Integer> CHAT_MAX_URL_LENGTH =
            key("chat.max-url-length", ValueType.count(64, 1_000_000), "8192", "the longest URL, in characters");

    static final Key<Integer> CHAT_MAX_HEADER_SIZE = key(
            "chat.max-header-size",
            ValueType.count(64, 1_000_000),
            "16384",
            "the most of all headers of a request, in characters");

    static final Key<Duration> CHAT_STALE_IF_ERROR = key(
            "chat.stale-if-error",
            ValueType.duration(Duration.ZERO, Duration.ofDays(365)),
            "0s",
            "how long an answer that has expired after `expire-after-write` is kept, for questions that take it when the model fails");

    static final Key<Integer> CHAT_MAX_MESSAGES =
            key("chat.max-messages", ValueType.count(1, 1_000_000), "1000", "the most messages in one question");

    static final Key<Long> CHAT_REMEMBERED_CHARACTERS = key(
            "chat.remembered-characters",
            ValueType.number(0, Integer.MAX_VALUE),
            "4000000",
            "how many characters of questions are remembered, as they came and with their key; they are then neither read nor named again");

    static final Key<Duration> CHAT_DEMO_DELAY = key(
            "chat.demo.delay", ValueType.duration(Duration.ZERO, DAY), "700ms", "how long the built-in model takes");

    static final List<Key<?>> ALL = List.of(
            HEALTH_TIMEOUT,
            MODE,
            CASSETTE,
            CHAT_PROVIDER,
            CHAT_MODEL,
            CHAT_BASE_URL,
            CHAT_API_KEY,
            CHAT_TIMEOUT,
            CHAT_MAX_ANSWER_SIZE,
            CHAT_MAX_CONCURRENT_CALLS,
            CHAT_MAX_QUEUED_CALLS,
            CHAT_RETRIES,
            CHAT_RETRY_DELAY,
            CHAT_RETRY_MAX_DELAY,
            CHAT_BREAKER_CALLS,
            CHAT_BREAKER_RATIO,
            CHAT_BREAKER_DELAY,
            CHAT_TEMPERATURE,
            CHAT_MAX_BODY_SIZE,
            CHAT_MAX_URL_LENGTH,
            CHAT_MAX_HEADER_SIZE,
            CHAT_STALE_IF_ERROR,
            CHAT_MAX_MESSAGES,
            CHAT_REMEMBERED_CHARACTERS,
            CHAT_DEMO_DELAY);

    private ServiceKeys() {}

    /** All keys that the service knows. */
    static KeyRegistry registry() {
        return KeyRegistry.ofLibrary().completedBy(new ServiceFurtherKeys().keys());
    }

    static <T> Key<T> key(String name, ValueType<T> type, String unset, String meaning) {
        return Key.of("refrain." + name, Scope.APPLICATION, type, unset, meaning);
    }

    static <T> Key<T> depending(String name, ValueType<T> type, String unset, String meaning) {
        return Key.withoutDefault("refrain." + name, Scope.APPLICATION, type, unset, meaning);
    }
}
