package io.refrain.gateway;

import io.refrain.internal.protocol.Protocol;
import io.refrain.internal.protocol.Protocols;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The paths whose requests are answered once, and the protocol that each of them speaks. */
enum Endpoint {
    CHAT_COMPLETIONS("/v1/chat/completions", "chat", "openai"),
    COMPLETIONS("/v1/completions", "text_completion", "openai"),
    RESPONSES("/v1/responses", "chat", "openai"),
    EMBEDDINGS("/v1/embeddings", "embeddings", "openai"),
    MESSAGES("/v1/messages", "chat", "anthropic");

    private static final Map<String, Endpoint> BY_PATH =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(each -> each.path, Function.identity()));

    private final String path;
    private final Protocol protocol;
    private final String operation;
    private final String api;

    Endpoint(String path, String operation, String api) {
        this.path = path;
        this.protocol = Objects.requireNonNull(Protocols.at(path));
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
