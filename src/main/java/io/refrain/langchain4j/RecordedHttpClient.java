package io.refrain.langchain4j;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpClientBuilderLoader;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.refrain.cassette.Cassette;
import io.refrain.cassette.CassetteException;
import io.refrain.cassette.QuestionBody;
import io.refrain.cassette.RecordedAnswer;
import io.refrain.cassette.RecordedQuestion;
import io.refrain.cassette.Recording;
import io.refrain.internal.protocol.Form;
import io.refrain.internal.protocol.Json;
import io.refrain.internal.protocol.RecordedForms;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of a model that looks into a cassette before it asks: what is recorded there, or was imported from LangChain, is answered without a call,
 * whole or as a stream, whichever is asked for. Only complete answers are. What is asked is recorded nowhere. Safe for use by several threads at once.
 */
public final class RecordedHttpClient implements HttpClient {
    private static final String BASE = "/v1/";
    private static final int OK = 200;

    private final Cassette cassette;
    private final QuestionBody rules;
    private final HttpClient others;

    private RecordedHttpClient(Cassette cassette, QuestionBody rules, HttpClient others) {
        this.cassette = cassette;
        this.rules = rules;
        this.others = others;
    }

    /**
     * Before LangChain4j's own client.
     *
     * @throws CassetteException when the cassette is not there, or cannot be read; it names the file and the line
     */
    public static HttpClientBuilder builder(Path cassette) {
        return builder(cassette, HttpClientBuilderLoader.loadHttpClientBuilder());
    }

    /**
     * Before another client.
     *
     * @param others makes the client that asks for what is not recorded
     * @throws CassetteException when the cassette is not there, or cannot be read; it names the file and the line
     */
    public static HttpClientBuilder builder(Path cassette, HttpClientBuilder others) {
        QuestionBody rules = new QuestionBody(List.of(QuestionBody.LABELS.split(",")));
        return new Builder(Cassette.replaying(cassette, rules), rules, others);
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        RecordedAnswer found = find(request, Form.WHOLE);
        return found == null
                ? others.execute(request)
                : response(found)
                        .body(new String(found.bytes(), StandardCharsets.UTF_8))
                        .build();
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        RecordedAnswer found = find(request, Form.EVENTS);
        if (found == null) {
            others.execute(request, parser, listener);
            return;
        }
        listener.onOpen(response(found).build());
        parser.parse(new ByteArrayInputStream(found.bytes()), listener);
        listener.onClose();
    }

    private static SuccessfulHttpResponse.Builder response(RecordedAnswer answer) {
        Map<String, List<String>> headers = new HashMap<>();
        answer.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        return SuccessfulHttpResponse.builder().statusCode(OK).headers(headers);
    }

    /** Null when it has to be asked. */
    private @Nullable RecordedAnswer find(HttpRequest request, Form form) {
        String text = request.method() == HttpMethod.POST ? request.body() : null;
        ObjectNode body = text == null ? null : Json.object(text.getBytes(StandardCharsets.UTF_8));
        Form wanted = body == null ? null : Form.of(body);
        if (body == null || wanted == null || (form == Form.WHOLE) != (wanted == Form.WHOLE)) {
            return null;
        }
        RecordedQuestion question = question(request, body);
        Recording found = cassette.find(question);
        return found == null || !found.complete() || found.answer().status() != OK
                ? null
                : RecordedForms.in(wanted, found.answer(), question.path());
    }

    private RecordedQuestion question(HttpRequest request, ObjectNode body) {
        URI asked = URI.create(request.url());
        String path = asked.getPath();
        int base = path.lastIndexOf(BASE);
        String below = base < 0 ? path : path.substring(base);
        Map<String, String> versions = new TreeMap<>();
        request.headers().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (RecordedQuestion.VERSIONS.contains(lower)) {
                versions.put(lower, String.join(",", values));
            }
        });
        return new RecordedQuestion(
                below, Objects.requireNonNullElse(asked.getRawQuery(), ""), versions, "", 1, rules.of(below, body));
    }

    /** Passes on what it is told. Not safe for use by several threads at once. */
    private static final class Builder implements HttpClientBuilder {
        private final Cassette cassette;
        private final QuestionBody rules;
        private final HttpClientBuilder others;

        Builder(Cassette cassette, QuestionBody rules, HttpClientBuilder others) {
            this.cassette = cassette;
            this.rules = rules;
            this.others = others;
        }

        @Override
        public @Nullable Duration connectTimeout() {
            return others.connectTimeout();
        }

        @Override
        public HttpClientBuilder connectTimeout(@Nullable Duration timeout) {
            others.connectTimeout(timeout);
            return this;
        }

        @Override
        public @Nullable Duration readTimeout() {
            return others.readTimeout();
        }

        @Override
        public HttpClientBuilder readTimeout(@Nullable Duration timeout) {
            others.readTimeout(timeout);
            return this;
        }

        @Override
        public HttpClient build() {
            return new RecordedHttpClient(cassette, rules, others.build());
        }
    }
}
