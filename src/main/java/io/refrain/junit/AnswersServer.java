package io.refrain.junit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.refrain.cassette.Cassette;
import io.refrain.cassette.QuestionBody;
import io.refrain.cassette.RecordedAnswer;
import io.refrain.cassette.RecordedQuestion;
import io.refrain.cassette.Recording;
import io.refrain.cassette.Secrets;
import io.refrain.cassette.StrictJson;
import io.refrain.internal.protocol.Form;
import io.refrain.internal.protocol.RecordedForms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible server on the loopback address that answers from a cassette, or asks an upstream and records what it says. Safe for use by several
 * threads at once.
 */
final class AnswersServer implements AutoCloseable {
    /** {@code replay}, the default, or {@code record}. */
    private static final String MODE = "refrain.answers";

    private static final String BASE = "/v1";
    private static final int NOT_FOUND = 404;
    private static final int BAD_REQUEST = 400;
    private static final int BAD_GATEWAY = 502;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "refrain-answers");
        thread.setDaemon(true);
        return thread;
    });
    private final Cassette cassette;
    private final QuestionBody rules;
    private final @Nullable AnswersUpstream upstream;
    private final String model;
    /** What the test that runs has asked and nobody has recorded; guarded by itself. */
    private final List<String> missing = new ArrayList<>();

    private AnswersServer(
            HttpServer server,
            Cassette cassette,
            QuestionBody rules,
            @Nullable AnswersUpstream upstream,
            String model) {
        this.server = server;
        this.cassette = cassette;
        this.rules = rules;
        this.upstream = upstream;
        this.model = model;
    }

    /**
     * Opens a cassette and a server.
     *
     * @param model the name of the model for who has none
     */
    static AnswersServer start(Path file, String model) {
        QuestionBody rules = new QuestionBody(List.of(QuestionBody.LABELS.split(",")));
        boolean records = records();
        Cassette cassette =
                records ? Cassette.recording(file, rules, Secrets.UNKNOWN) : Cassette.replaying(file, rules);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            AnswersServer answers =
                    new AnswersServer(server, cassette, rules, records ? new AnswersUpstream() : null, model);
            server.createContext("/", answers::answer);
            server.setExecutor(answers.threads);
            server.start();
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "No server for recorded answers could be started on the loopback address", e);
        }
    }

    private static boolean records() {
        String mode = System.getProperty(MODE, "replay");
        return switch (mode) {
            case "replay" -> false;
            case "record" -> true;
            default ->
                throw new IllegalArgumentException(
                        "The system property " + MODE + " is '" + mode + "'; set it to 'replay' or 'record'");
        };
    }

    URI baseUrl() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + BASE);
    }

    String model() {
        return model;
    }

    /** Another test begins. */
    void begin() {
        synchronized (missing) {
            missing.clear();
        }
    }

    /** What the test has asked and nobody has recorded: what to say of it. */
    List<String> missing() {
        synchronized (missing) {
            return List.copyOf(missing);
        }
    }

    /** The recordings that nobody has asked for; none while they are made. */
    List<String> unused() {
        return upstream == null ? cassette.unused() : List.of();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            ObjectNode object = object(body);
            RecordedQuestion question = object == null ? null : question(exchange, object);
            RecordedAnswer answer;
            if (object == null || question == null) {
                answer = error(
                        BAD_REQUEST, "A recorded answer is that to a POST below /v1 whose body is a JSON object.");
            } else if (upstream == null) {
                answer = replay(question, Form.of(object));
            } else {
                answer = record(question, upstream, exchange, body);
            }
            send(answer, exchange);
        }
    }

    private static @Nullable ObjectNode object(byte[] body) {
        try {
            return StrictJson.read(body) instanceof ObjectNode object ? object : null;
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable RecordedQuestion question(HttpExchange exchange, ObjectNode body) {
        URI asked = exchange.getRequestURI();
        if (!exchange.getRequestMethod().equals("POST") || !asked.getPath().startsWith(BASE + "/")) {
            return null;
        }
        Map<String, String> versions = new TreeMap<>();
        for (String name : RecordedQuestion.VERSIONS) {
            List<String> values = exchange.getRequestHeaders().get(name);
            if (values != null) {
                versions.put(name, String.join(",", values));
            }
        }
        return new RecordedQuestion(
                asked.getPath(),
                Objects.requireNonNullElse(asked.getRawQuery(), ""),
                versions,
                "",
                1,
                rules.of(asked.getPath(), body));
    }

    private RecordedAnswer replay(RecordedQuestion question, @Nullable Form form) {
        Recording found = cassette.find(question);
        RecordedAnswer answer = found == null ? null : RecordedForms.in(form, found.answer(), question.path());
        if (answer != null) {
            return answer;
        }
        String what = (found == null
                        ? cassette.missing(question)
                        : "What " + cassette + " has of this question cannot be given "
                                + (form == Form.WHOLE ? "in one piece: its stream is not whole." : "as a stream."))
                + " Nobody was asked; run the test with -D" + MODE + "=record to ask and record.";
        synchronized (missing) {
            missing.add(what);
        }
        return error(NOT_FOUND, what);
    }

    private RecordedAnswer record(
            RecordedQuestion question, AnswersUpstream asked, HttpExchange exchange, byte[] body) {
        try {
            RecordedAnswer answer = asked.ask(exchange.getRequestURI(), exchange.getRequestHeaders(), body);
            cassette.record(
                    new Recording(question, answer, answer.status() == 200),
                    AnswersUpstream.secrets(exchange.getRequestHeaders()));
            cassette.flush();
            return answer;
        } catch (IOException e) {
            return error(BAD_GATEWAY, asked + " could not be asked: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error(BAD_GATEWAY, asked + " was not waited for");
        }
    }

    /** As the OpenAI API says what is wrong. */
    private static RecordedAnswer error(int status, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", message)
                .put("type", status == BAD_GATEWAY ? "api_error" : "invalid_request_error")
                .putNull("param")
                .put("code", status == NOT_FOUND ? "not_recorded" : null);
        return RecordedAnswer.json(status, Map.of(), body);
    }

    private static void send(RecordedAnswer answer, HttpExchange exchange) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        answer.headers().forEach(headers::set);
        byte[] bytes = answer.bytes();
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        cassette.close();
    }

    @Override
    public String toString() {
        return cassette.toString();
    }
}
