package io.refrain.internal.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an endpoint's answers look like, whole and in events. Implementations have no state. */
public interface Protocol {

    /** Whether an event says that the answer is whole: nothing comes after it. */
    boolean isEnd(EventParser.Event event);

    /** Whether an answer may be given again: it is complete, and cut only where the question bounded it. */
    boolean isComplete(JsonNode question, JsonNode answer);

    /**
     * The whole answer that events are the parts of.
     *
     * @return null when they are none
     */
    @Nullable
    ObjectNode assemble(List<JsonNode> events);

    /**
     * The events of a whole answer, with the one that ends them.
     *
     * @param usage whether they tell how many tokens it took, where a client has to ask for that
     */
    List<EventParser.Event> split(ObjectNode answer, boolean usage);

    /** Whether a client has to ask for the event that tells how many tokens it took. */
    default boolean usageIsAsked() {
        return false;
    }

    /** Whether an event is there only to tell how many tokens it took. */
    default boolean isUsage(JsonNode event) {
        return false;
    }
}
