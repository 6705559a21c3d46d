package io.refrain.packaged;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever a request holds is a problem of whoever sent it, or works; the log has nothing to say about it. What is made at random is made from
 * {@code -Dtests.fuzz.seed}, {@code -Dtests.fuzz.requests} times.
 */
class HostileRequestsIT {
    private static final long SEED = Long.getLong("tests.fuzz.seed", 20261125);
    private static final int PATIENCE = 20_000;
    /** A request that is cut off is not answered. */
    private static final int HURRY = 1_000;

    private static final int SENDERS = 16;

    private static final int REQUESTS = Integer.getInteger("tests.fuzz.requests", 1_500);

    @RegisterExtension
    static final WireMockExtension OPENAI = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .configureStaticDsl(false)
            .build();

    @TempDir
    static Path directory;

    private static PackagedService service;

    @BeforeAll
    static void start() throws Exception {
        service = PackagedService.start(
                directory,
                Map.of(
                        "REFRAIN_CHAT_PROVIDER", "openai",
                        "REFRAIN_CHAT_BASE_URL", OPENAI.baseUrl() + "/v1",
                        "REFRAIN_CHAT_API_KEY", "not-a-real-key",
                        "REFRAIN_URI", "refrain:heap"));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @BeforeEach
    void standIn() {
        OPENAI.stubFor(
                post(urlPathEqualTo("/v1/chat/completions"))
                        .willReturn(
                                okJson(
                                        """
                        {"id": "c", "object": "chat.completion", "created": 1763856000, "model": "m",
                         "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "c"}}],
                         "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
                        """)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | GET /chat?prompt=%zz | Host: x | | prompt",
                "400 | GET /chat?prompt=a% | Host: x | | prompt",
                "400 | GET /chat%zz?prompt=a | Host: x | | path",
                "400 | GET /chat?prompt=%ff | Host: x | | prompt",
                "400 | GET /chat?prompt=%C0%80 | Host: x | | prompt",
                "400 | GET /chat?prompt=a&system=%00 | Host: x | | system",
                "400 | GET /chat?prompt=a&temperature=1e-2147483649 | Host: x | | temperature",
                "400 | GET /chat?prompt=a | X: y | | Host",
                "400 | GET /chat?prompt=a | Host: a b/ | | Host",
                "400 | GET /chat?prompt=a | Host: x; Accept: text | | Accept",
                "400 | GET /chat?prompt=a | Host: x; Accept: text/plain, */*;;q | | Accept",
                "200 | GET /chat?prompt=a | Host: x; Accept: |  | ",
                "200 | GET /chat?prompt=a^b\"<>{} | Host: x | | ",
                "404 | GET /nothing%20here | Host: x |  | ",
                "404 | GET nothing | Host: x |  | ",
                "405 | PATCH /chat | Host: x |  | ",
                "406 | GET /chat?prompt=a | Host: x; Accept: image/png | | Accept",
                "415 | POST /chat | Host: x; Content-Type: /// | {} | Content-Type",
                "415 | POST /chat | Host: x; Content-Encoding: gzip | {} | Content-Encoding",
                "400 | POST /chat | Host: x; Content-Type: application/json | {\"prompt\": \"a\", \"temperature\": 1e-2147483649} | ",
                "400 | POST /chat | Host: x; Content-Type: application/json | {\"prompt\":\"a\",\"system\":\"\\u0000\"} | system",
            })
    void request_thatIsNoQuestion_isAProblemThatSaysSo(
            int status, String line, String headers, @Nullable String body, @Nullable String field) throws Exception {
        Answer answer = send(
                line + " HTTP/1.1\r\n" + headers.replace("; ", "\r\n") + "\r\nConnection: close\r\n"
                        + (body == null ? "\r\n" : "Content-Length: " + body.length() + "\r\n\r\n" + body),
                PATIENCE);
        assertEquals(status, answer.status(), answer.text());
        if (status >= 400) {
            assertTrue(answer.isProblem(), answer.text());
        }
        if (field != null) {
            assertTrue(answer.text().contains("\"field\":\"" + field + "\""), answer.text());
        }
    }

    @Test
    void address_orHeaders_thatAreLong_areProblems() throws Exception {
        Answer address = send(
                "GET /chat?prompt=" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                PATIENCE);
        assertEquals(414, address.status());
        assertTrue(address.isProblem(), address.text());
        Answer headers = send(
                "GET /chat?prompt=a HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(100_000) + "\r\nConnection: close\r\n\r\n",
                PATIENCE);
        assertEquals(431, headers.status());
        assertTrue(headers.isProblem(), headers.text());
    }

    @Test
    void log_ofAMessageWithALineFeedAndAnEscape_hasNoForgedLine() throws Exception {
        OPENAI.stubFor(post(urlPathEqualTo("/v1/chat/completions"))
                .withRequestBody(containing("forged"))
                .atPriority(1)
                .willReturn(jsonResponse(
                        "{\"error\": {\"message\": \"a\\n\\u001b[31mERROR forged " + "x".repeat(9_000) + "\"}}", 500)));
        var response = service.postJson("/chat", "{\"prompt\": \"a\", \"model\": \"m\\n\\u001b[31mERROR forged\"}");
        assertTrue(response.statusCode() >= 400, response.body());
        List<String> lines =
                service.log().lines().filter(line -> line.contains("forged")).toList();
        assertFalse(lines.isEmpty(), service.log());
        for (String line : lines) {
            assertTrue(line.matches("\\d{4}-\\d\\d-\\d\\d .*"), line);
            assertTrue(line.length() < 3_000, "length " + line.length());
        }
        assertFalse(service.log().contains("\u001b"), service.log());
    }

    @Test
    void requests_atRandom_areAnsweredOrRefused_andTheLogIsSilent() throws Exception {
        long before = service.log().lines().count();
        AtomicIntegerArray classes = new AtomicIntegerArray(6);
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        // Many at a time, since most of the time goes into waiting for those that are not answered.
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        List<Future<?>> sent = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            long seed = SEED + i;
            sent.add(senders.submit(() -> {
                String request = new HostileRequest(new Random(seed)).text();
                Answer answer = send(request, HURRY);
                classes.incrementAndGet(answer.status() / 100);
                // What the server cannot even read it refuses without a word, and closes the connection.
                boolean told = answer.status() < 400 || answer.isProblem() || answer.isBare(400);
                if (answer.status() / 100 == 5 && answer.status() != 504 || !told || answer.speaksOfClasses()) {
                    wrong.add("seed " + seed + ": " + request + "\n-> " + answer.text());
                }
                return null;
            }));
        }
        for (Future<?> each : sent) {
            each.get();
        }
        senders.shutdown();
        System.out.printf(
                "Hostile requests: %d, of them without an answer %d, 2xx %d, 3xx %d, 4xx %d, 5xx %d%n",
                REQUESTS, classes.get(0), classes.get(2), classes.get(3), classes.get(4), classes.get(5));
        assertEquals(List.of(), wrong);
        assertEquals(List.of(), service.troubles());
        assertEquals(before, service.log().lines().count(), service.log());
        assertEquals(200, service.get("/q/health/live").statusCode());
        assertTrue(classes.get(2) > 0 && classes.get(4) > 0, "nothing was asked");
    }

    private static Answer send(String request, int patience) throws IOException {
        try (Socket socket =
                new Socket(service.address().getHost(), service.address().getPort())) {
            socket.setSoTimeout(patience);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(all);
            } catch (IOException e) {
                // A connection that is reset says nothing more.
            }
            return new Answer(request, all.toString(ISO_8859_1));
        }
    }

    private record Answer(String request, String text) {
        int status() {
            return text.matches("(?s)HTTP/\\d\\.\\d \\d{3}.*") ? Integer.parseInt(text.substring(9, 12)) : 0;
        }

        boolean isProblem() {
            return text.toLowerCase(Locale.ROOT).contains("content-type: application/problem+json")
                    && (request.startsWith("HEAD ") || text.contains("\"status\":" + status()));
        }

        boolean isBare(int status) {
            return status() == status && text.endsWith("\r\n\r\n");
        }

        boolean speaksOfClasses() {
            return text.contains("fasterxml")
                    || text.contains("io.vertx")
                    || text.contains("jboss")
                    || text.contains("Exception");
        }
    }
}
