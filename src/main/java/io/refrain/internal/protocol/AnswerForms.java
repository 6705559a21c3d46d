package io.refrain.internal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.protocol.EventParser.Event;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one form of an answer of the other. Has no state. */
public final class AnswerForms {
    private AnswerForms() {}

    /**
     * An answer in a form; the very bytes that came when they have it.
     *
     * @param body what came, in UTF-8
     * @param streamed whether it came in events
     * @return null when it cannot be made: the answer is none, or came without what the form has to tell
     */
    public static byte @Nullable [] in(Form form, byte[] body, boolean streamed, Protocol protocol) {
        if (form == Form.WHOLE && !streamed) {
            return body;
        }
        try {
            if (!streamed) {
                ObjectNode whole = Json.object(body);
                return whole == null ? null : split(whole, form, protocol);
            }
            if (form == Form.WHOLE) {
                ObjectNode whole = assemble(body, protocol);
                return whole == null ? null : whole.toString().getBytes(StandardCharsets.UTF_8);
            }
            return events(body, form, protocol);
        } catch (JsonProcessingException | CharacterCodingException | RuntimeException e) {
            return null;
        }
    }

    /** The events of a whole answer; null when there are none. */
    public static byte @Nullable [] split(ObjectNode whole, Form form, Protocol protocol) {
        List<Event> events = protocol.split(whole, form == Form.EVENTS_WITH_USAGE);
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.text()));
        return events.isEmpty() ? null : text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The whole answer that the events of a stream make.
     *
     * @return null when they make none: there is an error among them, or the last is missing
     * @throws RuntimeException when they are not what the protocol has
     */
    public static @Nullable ObjectNode assemble(byte[] body, Protocol protocol)
            throws CharacterCodingException, JsonProcessingException {
        List<JsonNode> parts = new ArrayList<>();
        boolean ended = false;
        for (Event event : EventParser.all(body)) {
            boolean end = protocol.isEnd(event);
            ended |= end;
            if (end && !event.data().startsWith("{")) {
                continue;
            }
            JsonNode part = Json.read(event.data());
            if (part.hasNonNull("error") || "error".equals(event.name())) {
                return null;
            }
            parts.add(part);
        }
        return ended ? protocol.assemble(parts) : null;
    }

    /** The stream as it came, but for the event that tells the usage where it was not asked for; null when it was, and is not there. */
    public static byte @Nullable [] events(byte[] body, Form form, Protocol protocol)
            throws CharacterCodingException, JsonProcessingException {
        if (!protocol.usageIsAsked()) {
            return body;
        }
        ByteArrayOutputStream without = new ByteArrayOutputStream();
        boolean told = false;
        int start = 0;
        for (Event event : EventParser.all(body)) {
            int end = Math.toIntExact(event.end());
            if (event.data().startsWith("{") && protocol.isUsage(Json.read(event.data()))) {
                told = true;
            } else {
                without.write(body, start, end - start);
            }
            start = end;
        }
        without.write(body, start, body.length - start);
        if (form == Form.EVENTS_WITH_USAGE) {
            return told ? body : null;
        }
        return told ? without.toByteArray() : body;
    }
}
