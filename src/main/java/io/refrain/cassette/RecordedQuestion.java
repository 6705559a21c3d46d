package io.refrain.cassette;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A question as a cassette has it: all that an answer depends on, and nothing of who asks or whom. Two are equal when they mean the same. Immutable; its
 * body must not be changed.
 *
 * @param path where it is asked, such as {@code /v1/chat/completions}
 * @param query all after the question mark; empty for none
 * @param headers those that choose what an answer is, by their names in lower case
 * @param namespace what divides questions further; empty for nothing
 * @param sample which of several answers to the same question is wanted, from 1 on
 * @param body what is asked
 */
public record RecordedQuestion(
        String path, String query, Map<String, String> headers, String namespace, int sample, ObjectNode body) {

    /** Headers that choose what an answer is. */
    public static final List<String> VERSIONS =
            List.of("openai-beta", "anthropic-version", "anthropic-beta", "openai-version");

    /** A question that is no more than its body. */
    public RecordedQuestion(String path, ObjectNode body) {
        this(path, "", Map.of(), "", 1, body);
    }

    public RecordedQuestion {
        headers = Map.copyOf(headers);
    }

    /** The same without credentials. */
    RecordedQuestion without(Secrets secrets) {
        Map<String, String> clean = new TreeMap<>();
        headers.forEach((name, value) -> clean.put(name, secrets.without(value)));
        return new RecordedQuestion(
                path, secrets.withoutInQuery(query), clean, secrets.without(namespace), sample, (ObjectNode)
                        secrets.without((JsonNode) body));
    }

    /**
     * What a cassette knows it by.
     *
     * @throws IllegalArgumentException when it holds half a pair of surrogates
     */
    String key() {
        return path + ' ' + CanonicalJson.of(body) + ' ' + CanonicalJson.of(context());
    }

    /** What there is besides path and body, as the members of a line; empty when that is nothing. */
    ObjectNode context() {
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        if (!query.isEmpty()) {
            context.put("query", query);
        }
        if (!headers.isEmpty()) {
            ObjectNode object = context.putObject("headers");
            new TreeMap<>(headers).forEach(object::put);
        }
        if (!namespace.isEmpty()) {
            context.put("namespace", namespace);
        }
        if (sample != 1) {
            context.put("sample", sample);
        }
        return context;
    }
}
