package io.refrain.internal.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** How an answer is wanted. */
public enum Form {
    /** One JSON object. */
    WHOLE,
    /** Events. */
    EVENTS,
    /** Events, the last of which tells how many tokens it took. */
    EVENTS_WITH_USAGE;

    /** How a request wants its answer; null when it is no way to say how: whoever is asked may refuse it. */
    public static @Nullable Form of(ObjectNode body) {
        JsonNode stream = body.path("stream");
        if (stream.isMissingNode() || stream.isNull() || (stream.isBoolean() && !stream.booleanValue())) {
            return WHOLE;
        }
        if (!stream.isBoolean()) {
            return null;
        }
        return body.path("stream_options").path("include_usage").asBoolean(false) ? EVENTS_WITH_USAGE : EVENTS;
    }
}
