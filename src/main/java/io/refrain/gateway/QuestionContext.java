package io.refrain.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.cassette.CanonicalJson;
import io.refrain.cassette.QuestionBody;
import io.refrain.cassette.RecordedQuestion;
import io.refrain.cassette.Secrets;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a request says besides its body that makes another question of it, whoever asks. Immutable. */
final class QuestionContext {
    private static final String FIRST_SAMPLE = "1";

    private final String path;
    private final String query;
    private final String namespace;
    private final String sample;
    private final MultiMap headers;
    private final QuestionBody rules;

    /** What is null was not said. */
    QuestionContext(
            String path,
            @Nullable String query,
            @Nullable String namespace,
            @Nullable String sample,
            MultiMap headers,
            QuestionBody rules) {
        this.path = path;
        this.query = query == null ? "" : query;
        this.namespace = namespace == null ? "" : namespace;
        this.sample = sample == null ? FIRST_SAMPLE : sample;
        this.headers = headers;
        this.rules = rules;
    }

    /** Writes all of it, each part unlike any other. */
    void write(StringBuilder out) {
        for (String part : List.of(path, query, namespace, sample)) {
            CanonicalJson.write(part, out);
        }
        for (String version : RecordedQuestion.VERSIONS) {
            CanonicalJson.write(version(version), out);
        }
    }

    private String version(String name) {
        return String.join(",", headers.getAll(name));
    }

    /** The question as a cassette has it. */
    RecordedQuestion recorded(ObjectNode body) {
        Map<String, String> versions = new TreeMap<>();
        for (String name : RecordedQuestion.VERSIONS) {
            String version = version(name);
            if (!version.isEmpty()) {
                versions.put(name, version);
            }
        }
        return new RecordedQuestion(path, query, versions, namespace, Integer.parseInt(sample), rules.of(path, body));
    }

    /** What the caller sent that nobody else may read. */
    Secrets secrets() {
        List<String> credentials = new ArrayList<>();
        Headers.CREDENTIALS.forEach(name -> credentials.addAll(headers.getAll(name)));
        return new Secrets(credentials);
    }
}
