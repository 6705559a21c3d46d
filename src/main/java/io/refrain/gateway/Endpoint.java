package io.refrain.gateway;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The paths whose requests are answered once, and the protocol that each of them speaks. */
enum Endpoint {
    CHAT_COMPLETIONS("/v1/chat/completions", new ChatProtocol()),
    COMPLETIONS("/v1/completions", new CompletionProtocol()),
    RESPONSES("/v1/responses", new ResponsesProtocol()),
    EMBEDDINGS("/v1/embeddings", new EmbeddingsProtocol()),
    MESSAGES("/v1/messages", new MessagesProtocol());

    private static final Map<String, Endpoint> BY_PATH =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(each -> each.path, Function.identity()));

    private final String path;
    private final Protocol protocol;

    Endpoint(String path, Protocol protocol) {
        this.path = path;
        this.protocol = protocol;
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
}
