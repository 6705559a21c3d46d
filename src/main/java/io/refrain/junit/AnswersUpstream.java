package io.refrain.junit;

import com.sun.net.httpserver.Headers;
import io.refrain.cassette.RecordedAnswer;
import io.refrain.cassette.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Who is asked while answers are recorded. Safe for use by several threads at once. */
final class AnswersUpstream {
    private static final String URL = "refrain.answers.upstream";
    private static final String DEFAULT_URL = "https://api.openai.com/v1";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** What belongs to the connection (RFC 9110, 7.6.1), or would make the answer one that nobody can read in a file. */
    private static final Set<String> NOT_SENT = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final List<String> CREDENTIALS = List.of("authorization", "x-api-key", "api-key");

    private final String url = System.getProperty(URL, DEFAULT_URL).replaceFirst("/$", "");
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /** Passes a question on. */
    RecordedAnswer ask(URI asked, Headers headers, byte[] body) throws IOException, InterruptedException {
        String below = asked.toString().substring("/v1".length());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + below)).timeout(TIMEOUT).POST(BodyPublishers.ofByteArray(body));
        headers.forEach((name, values) -> {
            if (!NOT_SENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        Map<String, String> kept = new HashMap<>();
        answer.headers().map().forEach((name, values) -> kept.put(name, values.get(0)));
        return RecordedAnswer.received(answer.statusCode(), kept, answer.body());
    }

    /** What must not be in a file. */
    static Secrets secrets(Headers headers) {
        List<String> known = new ArrayList<>();
        CREDENTIALS.forEach(name -> known.addAll(headers.getOrDefault(name, List.of())));
        return new Secrets(known);
    }

    @Override
    public String toString() {
        return url;
    }
}
