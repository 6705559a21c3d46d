package io.refrain.cassette;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** What of a request's body makes the question: all of it, but for a list of fields. Immutable. */
public final class QuestionBody {
    /** Fields that only label the caller, with commas between them. */
    public static final String LABELS = "user,metadata,safety_identifier,prompt_cache_key,store";

    /** How an answer is wanted makes no other question. */
    private static final Set<String> FORM = Set.of("stream", "stream_options");

    private static final String EMBEDDINGS = "/embeddings";
    private static final String INPUT = "input";

    private final Set<String> ignored;

    /** @param ignored fields that make no other question, besides those that say how the answer is wanted */
    public QuestionBody(Collection<String> ignored) {
        this.ignored = new TreeSet<>(ignored);
        this.ignored.addAll(FORM);
    }

    /**
     * What makes the question.
     *
     * @param path where it is asked
     */
    public ObjectNode of(String path, ObjectNode body) {
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        named.setAll(body);
        named.remove(ignored);
        if (path.endsWith(EMBEDDINGS)) {
            JsonNode input = named.path(INPUT);
            if (input.isTextual() || input.path(0).isNumber()) {
                // One item, and a list of one, are the same.
                named.putArray(INPUT).add(input);
            }
        }
        return named;
    }
}
