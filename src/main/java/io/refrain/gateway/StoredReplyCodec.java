package io.refrain.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.refrain.internal.protocol.Json;
import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.cache.CacheException;

/** Stores an answer as versioned JSON, with what came as a text in it. Safe for use by several threads at once. */
@RegisterForReflection(fields = false)
public final class StoredReplyCodec implements Codec<StoredReply> {
    private static final int VERSION = 1;

    /** For the {@link java.util.ServiceLoader}. */
    public StoredReplyCodec() {}

    @Override
    public String name() {
        return "refrain-reply";
    }

    @Override
    public boolean handles(Class<?> type) {
        return type == StoredReply.class;
    }

    @Override
    public boolean immutable() {
        return true;
    }

    @Override
    public Encoded encode(StoredReply value) {
        ObjectNode envelope = Json.object()
                .put("version", VERSION)
                .put("createdAt", value.createdAt().toString())
                .put("streamed", value.streamed());
        ObjectNode headers = envelope.putObject("headers");
        new TreeMap<>(value.headers()).forEach(headers::put);
        envelope.put("body", new String(value.body(), StandardCharsets.UTF_8));
        return Encoded.text(name(), envelope.toString());
    }

    @Override
    public StoredReply decode(Encoded encoded, ClassLoader loader) {
        String text = encoded.text();
        try {
            JsonNode envelope = Json.read(text == null ? "" : text);
            if (envelope.path("version").asInt(0) != VERSION
                    || !envelope.path("body").isTextual()) {
                throw new CacheException("This is no stored reply of a format that this version of Refrain knows");
            }
            Map<String, String> headers = new LinkedHashMap<>();
            envelope.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asText()));
            return new StoredReply(
                    Instant.parse(envelope.path("createdAt").asText("")),
                    envelope.path("streamed").asBoolean(),
                    headers,
                    envelope.path("body").textValue().getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException | DateTimeException e) {
            throw new CacheException("This is no stored reply", e);
        }
    }
}
