package io.refrain.packaged;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Two services built with Hazelcast in them, which are members of one cluster on the loopback address; on request, since the service is built once more. */
@EnabledIfSystemProperty(
        named = "tests.hazelcast",
        matches = "packaged",
        disabledReason = "needs -Dtests.hazelcast=packaged")
class HazelcastIT extends ReplicasContract {
    private static final String OUTPUT = "hazelcast";
    private static final String CLUSTER = UUID.randomUUID().toString();

    private static String first = "127.0.0.1:1";

    @BeforeAll
    static void start() throws Exception {
        build();
        PackagedService one = member();
        Matcher started =
                Pattern.compile("\\[(127\\.0\\.0\\.1)]:(\\d+) is STARTED").matcher(one.log());
        assertTrue(started.find(), one.log());
        first = started.group(1) + ":" + started.group(2);
        PackagedService two = member();
        services = new PackagedService[] {one, two};
        assertTrue(two.log().contains("Members {size:2"), two.log());
    }

    @AfterAll
    static void stop() throws Exception {
        close();
    }

    /** As the README has it, of what is compiled already. */
    private static void build() throws Exception {
        Path log = Path.of("target", "hazelcast.log");
        Process maven = new ProcessBuilder(
                        Path.of("mvnw").toAbsolutePath().toString(),
                        "-q",
                        "-B",
                        "-Dhazelcast",
                        "-Dquarkus.package.output-directory=" + OUTPUT,
                        "quarkus:build")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = maven.waitFor(4, TimeUnit.MINUTES);
        maven.destroyForcibly();
        assertTrue(ended && maven.exitValue() == 0, Files.readString(log));
    }

    /** One that finds the first. */
    private static PackagedService member() throws Exception {
        Path configuration = directory.resolve("hazelcast-" + UUID.randomUUID() + ".xml");
        try (InputStream template =
                Objects.requireNonNull(HazelcastIT.class.getResourceAsStream("/hazelcast-loopback.xml"))) {
            Files.writeString(
                    configuration,
                    new String(template.readAllBytes(), StandardCharsets.UTF_8)
                            .replace("${tests.cluster}", CLUSTER)
                            .replace("${tests.member}", first));
        }
        return service(
                Path.of("target", OUTPUT, "quarkus-run.jar"),
                Map.of(
                        "REFRAIN_PROVIDER",
                        "com.hazelcast.cache.HazelcastMemberCachingProvider",
                        "REFRAIN_URI",
                        configuration.toUri().toString(),
                        "REFRAIN_CACHES__CHAT__EXPIRE_AFTER_WRITE",
                        "1h",
                        "REFRAIN_CACHES__GATEWAY__EXPIRE_AFTER_WRITE",
                        "2h"));
    }

    @Override
    PackagedService another() throws Exception {
        return member();
    }

    @Test
    void question_askedAtTheOtherMember_isAHitForAsLongAsConfigured() throws Exception {
        answering();
        chat(services[0], "for an hour");
        HttpResponse<String> hit = chat(services[1], "for an hour");
        assertTrue(cacheStatus(hit).matches("refrain; hit; ttl=3(600|5\\d\\d); key=.*"), cacheStatus(hit));
        assertTrue(hit.headers().firstValue("Age").isPresent());
        v1(services[1], "for two hours");
        hit = v1(services[0], "for two hours");
        assertTrue(cacheStatus(hit).matches("refrain; hit; ttl=7(200|1\\d\\d); key=.*"), cacheStatus(hit));
    }

    @Test
    void questions_thatAreEqualAndAtOnceAtOneMember_areOneCall() throws Exception {
        answering();
        List<HttpResponse<String>> answers =
                atOnce(200, () -> chat(services[0], "same chat"), () -> chat(services[0], "same chat"));
        assertEquals(1, answers.stream().map(HttpResponse::body).distinct().count());
        asked(1, "same chat");
        answers = atOnce(200, () -> v1(services[1], "same v1"), () -> v1(services[1], "same v1"));
        assertEquals(1, answers.stream().map(HttpResponse::body).distinct().count());
        asked(1, "same v1");
    }

    @Test
    void question_thatDiffersOrFailed_isAskedAtTheOtherMember() throws Exception {
        answering();
        chat(services[0], "nearly");
        HttpResponse<String> other = services[1].postJson("/chat", "{\"prompt\": \"nearly\", \"temperature\": 0.5}");
        assertTrue(cacheStatus(other).startsWith("refrain; fwd=miss; stored"), cacheStatus(other));
        OPENAI.stubFor(
                post(urlPathEqualTo(V1)).withRequestBody(containing("failing")).willReturn(serverError()));
        for (PackagedService service : services) {
            assertEquals(
                    502, service.postJson("/chat", "{\"prompt\": \"failing\"}").statusCode());
        }
        OPENAI.resetAll();
        answering();
        other = chat(services[1], "failing");
        assertTrue(cacheStatus(other).startsWith("refrain; fwd=miss; stored"), cacheStatus(other));
    }

    @Test
    void answer_removedAtOneMember_isGoneAtTheOther() throws Exception {
        answering();
        chat(services[0], "to be removed");
        assertEquals(
                204,
                services[1]
                        .send(services[1].request("/chat?prompt=to+be+removed").DELETE())
                        .statusCode());
        HttpResponse<String> again = chat(services[0], "to be removed");
        assertTrue(cacheStatus(again).startsWith("refrain; fwd=miss; stored"), cacheStatus(again));
    }

    @Test
    void stream_storedAtOneMember_isWholeAtTheOther() throws Exception {
        String events =
                """
                data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"A cache walks "},"finish_reason":null}]}

                data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"into a bar."},"finish_reason":"stop"}]}

                data: [DONE]

                """;
        OPENAI.stubFor(post(urlPathEqualTo(V1)).willReturn(ok(events).withHeader("Content-Type", "text/event-stream")));
        String question = "{\"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"streamed\"}]}";
        assertEquals(events, credentialed(services[0], question).body());
        HttpResponse<String> whole = credentialed(services[1], question.replace("true", "false"));
        assertTrue(cacheStatus(whole).startsWith("refrain; hit"), cacheStatus(whole));
        assertTrue(whole.body().contains("\"A cache walks into a bar.\""), whole.body());
        assertEquals(events, credentialed(services[1], question).body());
        asked(1, "streamed");
    }

    /** Whose answers are whose is the same at all members. */
    private static HttpResponse<String> credentialed(PackagedService service, String question) throws Exception {
        return service.send(
                service.request(V1).header("Authorization", "Bearer caller").POST(BodyPublishers.ofString(question)));
    }
}
