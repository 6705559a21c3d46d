package io.refrain.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged service refuses, and what it tells those on the way. */
class RefusalsIT {
    @TempDir
    static Path directory;

    private static PackagedService service;

    @BeforeAll
    static void start() throws Exception {
        Path settings = Files.createDirectory(directory.resolve("config")).resolve("application.properties");
        Files.writeString(settings, "refrain.caches.\"*\".expire-after-write=1h\n");
        service = PackagedService.start(
                directory, Map.of("REFRAIN_CHAT_DEMO_DELAY", "0ms", "REFRAIN_CHAT_PROVIDER", "demo"));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @Test
    void chat_byAMethodThatItDoesNotTake_saysWhichItTakes() throws Exception {
        HttpResponse<String> response = service.send(service.request("/chat").PUT(BodyPublishers.noBody()));
        assertProblem(response, 405, "\"allowed\":\"DELETE, GET, HEAD, OPTIONS, POST\"");
        assertTrue(response.body().contains("PUT"), response.body());
        assertEquals("DELETE, GET, HEAD, OPTIONS, POST", header(response, "Allow"));
    }

    @Test
    void anythingElse_isAProblemThatNamesThePath() throws Exception {
        assertProblem(service.get("/chats"), 404, "'/chats'");
    }

    @Test
    void chat_asAnImage_saysWhatThereIs() throws Exception {
        assertProblem(
                service.send(service.request("/chat?prompt=a").header("Accept", "image/png")),
                406,
                "\"field\":\"Accept\",\"allowed\":\"application/json, text/plain\"");
    }

    @Test
    void chat_ofText_saysWhatItTakes() throws Exception {
        assertProblem(
                service.send(service.request("/chat")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("a"))),
                415,
                "\"field\":\"Content-Type\",\"allowed\":\"application/json\"");
    }

    @Test
    void chat_answered_tellsOtherCachesThatTheTypeDepends() throws Exception {
        assertEquals("Accept", header(service.get("/chat?prompt=vary"), "Vary"));
        assertEquals("Accept", header(service.get("/chat?prompt=vary"), "Vary"));
    }

    @Test
    void chat_withTheExpiryOfAllCaches_tellsItOnHits() throws Exception {
        service.get("/chat?prompt=expiry");
        String status = header(service.get("/chat?prompt=expiry"), "Cache-Status");
        assertTrue(status.matches("refrain; hit; ttl=3(600|5\\d\\d); key=.*"), status);
    }

    @Test
    void start_withWhatCannotBeUsed_failsAndSaysWhatIsAllowed() {
        IOException failure = assertThrows(IOException.class, () -> PackagedService.start(
                        directory,
                        Map.of(
                                "REFRAIN_CHAT_TEMPERATURE", "7",
                                "REFRAIN_CHAT_TIMEOUT", "soon",
                                "REFRAIN_CHAT_TIME_OUT", "60s",
                                "REFRAIN_SQLITE_BUSY_TIMEOUT", "30d",
                                "REFRAIN_CACHES__CHAT__MAX_ENTRIES", "0",
                                "REFRAIN_CACHES__CHAT__EXPIRE_AFTR_WRITE", "1h",
                                "OPENAI_BASE_URL", "http://user:not-a-real-key@host/v1"))
                .close());
        String log = String.valueOf(failure.getMessage());
        for (String problem : List.of(
                "refrain.chat.temperature=7 must be a number from 0 to 2",
                "refrain.chat.timeout=soon must be a duration",
                "REFRAIN_CHAT_TIME_OUT is unknown; did you mean REFRAIN_CHAT_TIMEOUT?",
                "refrain.sqlite.busy-timeout=30d must be a duration from 1ms to 10m",
                "REFRAIN_CACHES__CHAT__MAX_ENTRIES=0 must be a whole number of at least 1",
                "did you mean REFRAIN_CACHES__CHAT__EXPIRE_AFTER_WRITE?",
                "refrain.chat.base-url (not told, it may hold a credential) must be")) {
            assertTrue(log.contains(problem), problem + " is not in " + log);
        }
        assertFalse(log.contains("not-a-real-key"), log);
    }

    private static void assertProblem(HttpResponse<String> response, int status, String said) {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals("application/problem+json", header(response, "Content-Type"));
        assertTrue(response.body().contains("\"status\":" + status), response.body());
        assertTrue(response.body().contains(said), response.body());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }
}
