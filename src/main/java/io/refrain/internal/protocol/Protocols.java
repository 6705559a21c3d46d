package io.refrain.internal.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The protocols by the paths at which they are spoken. Has no state. */
public final class Protocols {
    private static final Map<String, Protocol> BY_PATH = Map.of(
            "/v1/chat/completions", new ChatProtocol(),
            "/v1/completions", new CompletionProtocol(),
            "/v1/responses", new ResponsesProtocol(),
            "/v1/embeddings", new EmbeddingsProtocol(),
            "/v1/messages", new MessagesProtocol());

    private Protocols() {}

    /** The protocol at a path; null for none. */
    public static @Nullable Protocol at(String path) {
        return BY_PATH.get(path);
    }
}
