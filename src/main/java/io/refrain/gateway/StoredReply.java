package io.refrain.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.protocol.AnswerForms;
import io.refrain.internal.protocol.Form;
import io.refrain.internal.protocol.Json;
import io.refrain.internal.protocol.Protocol;
import java.lang.ref.WeakReference;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An answer as the cache keeps it: the bytes as they came, whole or in events, from which the other form is made when somebody asks for it. Immutable
 * but for what it remembers of that; safe for use by several threads at once.
 */
final class StoredReply {
    private final Instant createdAt;
    private final boolean streamed;
    private final Map<String, String> headers;
    private final byte[] body;
    private volatile long tokens = -1;
    /** The other forms, once they were asked for. */
    private final Map<Form, byte[]> made = new ConcurrentHashMap<>();
    /** What the events make, for who reads it twice in a row; it is not to be changed. */
    private volatile @Nullable WeakReference<ObjectNode> assembled;

    /**
     * An answer.
     *
     * @param createdAt when it came
     * @param streamed whether it came in events
     * @param headers those that are given again with it
     * @param body what came, in UTF-8; must not change any more
     */
    StoredReply(Instant createdAt, boolean streamed, Map<String, String> headers, byte[] body) {
        this.createdAt = createdAt;
        this.streamed = streamed;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    Instant createdAt() {
        return createdAt;
    }

    boolean streamed() {
        return streamed;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    /**
     * The answer in a form; the very bytes that came when they have it.
     *
     * @return null when it cannot be made: the answer came without what the form has to tell
     */
    byte @Nullable [] in(Form form, Protocol protocol) {
        if (form == Form.WHOLE && !streamed) {
            return body;
        }
        byte[] known = made.get(form);
        if (known == null) {
            known = make(form, protocol);
            if (known != null) {
                made.put(form, known);
            }
        }
        return known;
    }

    private byte @Nullable [] make(Form form, Protocol protocol) {
        try {
            if (!streamed) {
                return Json.read(text()) instanceof ObjectNode whole ? AnswerForms.split(whole, form, protocol) : null;
            }
            if (form == Form.WHOLE) {
                ObjectNode whole = assembled(protocol);
                return whole == null ? null : whole.toString().getBytes(StandardCharsets.UTF_8);
            }
            return AnswerForms.events(body, form, protocol);
        } catch (JsonProcessingException | CharacterCodingException | RuntimeException e) {
            // What was stored was read before; what was recorded by hand perhaps was not.
            return null;
        }
    }

    /** How many tokens it took, as far as it says; worked out once. */
    long tokens(Protocol protocol) {
        long known = tokens;
        if (known < 0) {
            byte[] whole = in(Form.WHOLE, protocol);
            ObjectNode answer = whole == null ? null : Json.object(whole);
            JsonNode usage = answer == null ? Json.object() : answer.path("usage");
            known = usage.path("total_tokens")
                    .asLong(usage.path("input_tokens").asLong(0)
                            + usage.path("output_tokens").asLong(0));
            tokens = Math.max(0, known);
        }
        return tokens;
    }

    private String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The whole answer that the events of a stream make.
     *
     * @return null when they make none: there is an error among them, or the last is missing
     * @throws RuntimeException when they are not what the protocol has
     */
    @Nullable
    ObjectNode assembled(Protocol protocol) throws CharacterCodingException, JsonProcessingException {
        WeakReference<ObjectNode> known = assembled;
        ObjectNode whole = known == null ? null : known.get();
        if (whole == null) {
            whole = AnswerForms.assemble(body, protocol);
            assembled = whole == null ? null : new WeakReference<>(whole);
        }
        return whole;
    }
}
