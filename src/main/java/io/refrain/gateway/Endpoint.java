package io.refrain.gateway;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The paths whose requests are answered once, and the protocol that each of them speaks. */
enum Endpoint {
    CHAT_COMPLETIONS("/v1/chat/completions", new ChatProtocol(), "chat", "openai"),
    COMPLETIONS("/v1/completions", new CompletionProtocol(), "text_completion", "openai"),
    RESPONSES("/v1/responses", new ResponsesProtocol(), "chat", "openai"),
    EMBEDDINGS("/v1/embeddings", new EmbeddingsProtocol(), "embeddings", "openai"),
    MESSAGES("/v1/messages", new MessagesProtocol(), "chat", "anthropic");

    private static final Map<String, Endpoint> BY_PATH =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(each -> each.path, Function.identity()));

    private final String path;
    private final Protocol protocol;
    private final String operation;
    private final String api;

    Endpoint(String path, Protocol protocol, String operation, String api) {
        this.path = path;
        this.protocol = protocol;
        this.operation = operation;
        this.api = api;
    }

    static @Nullable Endpoint of(@Nullable String path) {
        return path == null ? null : BY_PATH.get(path);
    }

    String path() {
        return path;
    }

    Protocol protocol() {
        return protocol;
    }

    /** What is wanted, as the GenAI conventions of OpenTelemetry name it. */
    String operation() {
        return operation;
    }

    /** Whose API it is, as they name it; whoever speaks it. */
    String api() {
        return api;
    }
}
