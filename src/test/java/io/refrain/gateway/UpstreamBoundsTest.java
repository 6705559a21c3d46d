package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.internal.protocol.Json;
import io.refrain.quarkus.GatewayConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the bounds of calls do, each told in the API's shape: connections, those who wait for one, times, and whom the upstream's certificate is from. */
class UpstreamBoundsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String FILES = "/v1/files";
    private static final String ANSWER =
            "{\"choices\": [{\"index\": 0, \"finish_reason\": \"stop\", \"message\": {\"content\": \"Hi\"}}]}";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({CHAT + ", 1", FILES + ", 1", CHAT + ", 0", FILES + ", 0"})
    void post_beyondWhatMayWait_isA503WithRetryAfter(String path, int queued) throws Exception {
        try (Wired wired =
                new Wired(config -> Wired.with(Wired.with(config, "maxConnections", 1), "maxQueued", queued))) {
            var held = new CompletableFuture<Void>();
            wired.answer = request -> held.thenRun(() -> request.response().end(ANSWER));
            var first = wired.askLater(path, "{\"q\": 1}");
            Wired.await(() -> wired.asked.size() == 1);
            List<CompletableFuture<HttpResponse<String>>> further = new ArrayList<>();
            for (int i = 2; i <= 4; i++) {
                further.add(wired.askLater(path, "{\"q\": " + i + "}"));
            }
            // Which of them waits is not said: they come at the same time.
            Wired.await(() -> further.stream().filter(CompletableFuture::isDone).count() == further.size() - queued);
            held.complete(null);
            assertEquals(ANSWER, first.get(10, TimeUnit.SECONDS).body());
            int answered = 0;
            for (CompletableFuture<HttpResponse<String>> each : further) {
                HttpResponse<String> response = each.get(10, TimeUnit.SECONDS);
                if (response.body().equals(ANSWER)) {
                    answered++;
                    continue;
                }
                assertEquals(503, response.statusCode(), response.body());
                assertEquals("1", response.headers().firstValue("Retry-After").orElse("none"));
                assertEquals(
                        "too_many_calls",
                        Json.read(response.body()).path("error").path("code").asText());
            }
            assertEquals(queued, answered);
        }
    }

    @Test
    void post_answeredTooLate_isA504AndAskedAgain() throws Exception {
        try (Wired wired = new Wired(config -> Wired.with(config, "timeout", Duration.ofMillis(200)))) {
            wired.answer = request -> {};
            HttpResponse<String> late = wired.ask(CHAT, "{}");
            assertEquals(504, late.statusCode());
            assertEquals(
                    "upstream_timeout",
                    Json.read(late.body()).path("error").path("code").asText());
            wired.answer = request -> request.response()
                    .setChunked(true)
                    .putHeader("Content-Type", "application/json")
                    .write(ANSWER.substring(0, 5));
            assertEquals(504, wired.ask(CHAT, "{}").statusCode());
            assertEquals(0, wired.count("stored"));
            wired.answerJson(ANSWER);
            assertEquals("refrain; fwd=miss; stored", Wired.status(wired.ask(CHAT, "{}")));
        }
    }

    @ParameterizedTest
    @CsvSource({CHAT, FILES})
    void post_toAnUpstreamThatSaysNothing_isA504(String path) throws Exception {
        try (Wired wired = new Wired(config -> Wired.with(config, "idleTimeout", Duration.ofMillis(200)))) {
            wired.answer = request -> {};
            HttpResponse<String> late = wired.ask(path, "{}");
            assertEquals(504, late.statusCode(), late.body());
            assertTrue(
                    Json.read(late.body())
                            .path("error")
                            .path("message")
                            .asText()
                            .contains("idle-timeout"),
                    late.body());
        }
    }

    @Test
    void post_whileAllConnectionsStayTaken_waitsNoLongerThanAnAnswerMayTake() throws Exception {
        try (Wired wired = new Wired(
                config -> Wired.with(Wired.with(config, "maxConnections", 1), "timeout", Duration.ofMillis(300)))) {
            // Not one of those that are answered once, which end after that time.
            wired.answer = request -> {};
            var held = wired.askLater(FILES, "{}");
            Wired.await(() -> wired.asked.size() == 1);
            assertEquals(504, wired.ask(FILES, "{}").statusCode());
            assertFalse(held.isDone());
        }
    }

    @Test
    void post_withACredentialOfTheGateways_replacesTheCallers() {
        UnaryOperator<GatewayConfig> own = config -> Wired.with(config, "apiKey", Optional.of("ours"));
        try (Wired wired = new Wired(own)) {
            wired.answerJson(ANSWER);
            for (String path : new String[] {CHAT, FILES}) {
                wired.ask(path, "{}", "Authorization", "Bearer theirs", "api-key", "theirs");
                var sent = wired.requests.get(wired.requests.size() - 1).headers();
                assertEquals("Bearer ours", sent.get("Authorization"));
                assertFalse(sent.contains("api-key"));
            }
            wired.ask("/v1/messages", "{}", "x-api-key", "theirs", "Authorization", "Bearer theirs");
            var sent = wired.requests.get(2).headers();
            assertEquals("ours", sent.get("x-api-key"));
            assertFalse(sent.contains("Authorization"));
            // Each caller still has answers of its own.
            assertEquals(
                    "refrain; hit",
                    Wired.status(wired.ask(CHAT, "{}", "Authorization", "Bearer theirs", "api-key", "theirs")));
            assertEquals(
                    "refrain; fwd=miss; stored",
                    Wired.status(wired.ask(CHAT, "{}", "Authorization", "Bearer another")));
        }
    }

    @Test
    void post_overTls_trustsWhatItIsToldTo() throws Exception {
        Path certificate = directory.resolve("certificate.pem");
        HttpServerOptions tls = new HttpServerOptions().setSsl(true).setKeyCertOptions(selfSigned(certificate));
        try (Wired wired = new Wired(
                config -> Wired.with(config, "trustedCertificates", Optional.of(certificate.toString())),
                new Properties(),
                tls)) {
            wired.answerJson(ANSWER);
            assertEquals("refrain; fwd=miss; stored", Wired.status(wired.ask(CHAT, "{}")));
            assertEquals("refrain; hit", Wired.status(wired.ask(CHAT, "{}")));
            assertEquals(ANSWER, wired.ask(FILES, "{}").body());
        }
        try (Wired wired = new Wired(UnaryOperator.identity(), new Properties(), tls)) {
            for (String path : new String[] {CHAT, FILES}) {
                HttpResponse<String> refused = wired.client.send(wired.question(path, "{}"), BodyHandlers.ofString());
                assertEquals(502, refused.statusCode());
                assertTrue(refused.body().contains("its certificate is refused"), refused.body());
                assertTrue(refused.body().contains("refrain.gateway.trusted-certificates"), refused.body());
            }
            assertEquals(0, wired.asked.size());
        }
    }

    /** A certificate for the loopback address, by the JDK's own tool. */
    private PemKeyCertOptions selfSigned(Path certificate) throws IOException, InterruptedException {
        Path store = directory.resolve("store.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=stand-in",
                "-ext",
                "san=ip:127.0.0.1",
                store);
        keytool("-exportcert", "-rfc", "-alias", "a", "-file", certificate.toString(), store);
        try {
            var keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
            byte[] key = keys.getKey("a", "secret".toCharArray()).getEncoded();
            Path file = directory.resolve("key.pem");
            Files.writeString(
                    file,
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder().encodeToString(key)
                            + "\n-----END PRIVATE KEY-----\n");
            return new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(file.toString());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Object... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (int i = 0; i < arguments.length - 1; i++) {
            command.add((String) arguments[i]);
        }
        command.addAll(List.of("-keystore", arguments[arguments.length - 1].toString(), "-storepass", "secret"));
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, tool.waitFor(), said);
    }
}
