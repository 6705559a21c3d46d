package io.refrain.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.cassette.CanonicalJson;
import io.refrain.cassette.QuestionBody;
import io.refrain.internal.protocol.Form;
import io.refrain.internal.protocol.Json;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests and names them by all that they say, minus what makes no other question of them. Immutable.
 *
 * <p>The name is a hash of the canonical JSON of the body, the path, the query, the upstream, whose answers the caller gets, and the headers that choose
 * a version of the API.
 */
final class QuestionReader {
    /** Another one for each change of what takes part. */
    private static final String SCHEMA = "refrain-gateway-1";

    private static final Pattern NAMESPACE = Pattern.compile("[!-~]{1,200}");
    private static final Pattern SAMPLE = Pattern.compile("[1-9][0-9]{0,8}");

    private final QuestionBody rules;
    private final CallerScope scope;

    /** @param rules what of a body makes the question */
    QuestionReader(QuestionBody rules, CallerScope scope) {
        this.rules = rules;
        this.scope = scope;
    }

    /**
     * Reads a request.
     *
     * @param upstream who answers
     * @param query all after the question mark, or null
     * @return null when it is none that can be named: no JSON object, or one that nobody reads like the next
     * @throws ApiError when a header of ours is not what it must be
     */
    @Nullable
    Question read(Endpoint endpoint, String upstream, @Nullable String query, MultiMap headers, byte[] bytes) {
        String namespace = header(headers, Headers.NAMESPACE, NAMESPACE, "at most 200 visible ASCII characters");
        String sample = header(headers, Headers.SAMPLE, SAMPLE, "a whole number from 1 to 999999999");
        ObjectNode body = Json.object(bytes);
        Form form = body == null ? null : Form.of(body);
        if (body == null || form == null) {
            return null;
        }
        QuestionContext context = new QuestionContext(endpoint.path(), query, namespace, sample, headers, rules);
        StringBuilder all = new StringBuilder();
        for (String part : List.of(SCHEMA, upstream, scope.of(headers))) {
            CanonicalJson.write(part, all);
        }
        context.write(all);
        String before = all.toString();
        try {
            EmbeddingItems items =
                    endpoint == Endpoint.EMBEDDINGS ? EmbeddingItems.of(body, one -> key(before, endpoint, one)) : null;
            return new Question(endpoint, body, key(before, endpoint, body), form, items, context);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private String key(String context, Endpoint endpoint, ObjectNode body) {
        StringBuilder all = new StringBuilder(context);
        CanonicalJson.write(rules.of(endpoint.path(), body), all);
        return CanonicalJson.sha256(all.toString());
    }

    private static @Nullable String header(MultiMap headers, String name, Pattern pattern, String allowed) {
        List<String> values = headers.getAll(name);
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1 || !pattern.matcher(values.get(0)).matches()) {
            throw ApiError.badHeader(name, allowed);
        }
        return values.get(0);
    }
}
