package io.refrain.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the packaged service shows with nothing configured. */
class EndpointsIT {
    @TempDir
    static Path directory;

    private static PackagedService service;

    @BeforeAll
    static void start() throws Exception {
        service = PackagedService.start(directory, Map.of("REFRAIN_CHAT_DEMO_DELAY", "10ms"));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/q/health, UP",
        "/q/health/live, UP",
        "/q/health/ready, UP",
        "/q/metrics, refrain",
        "/q/openapi, /chat",
        "/q/swagger-ui/, swagger"
    })
    void endpoint_ofThePackagedService_answers(String path, String expected) throws Exception {
        HttpResponse<String> response = service.get(path);
        assertEquals(200, response.statusCode());
        assertTrue(response.body().contains(expected), response.body());
    }

    @Test
    void chat_withNothingConfigured_isAnsweredByTheDemoAndKeptInTheWorkingDirectory() throws Exception {
        HttpResponse<String> first = service.get("/chat?prompt=Tell+me+a+joke");
        HttpResponse<String> second = service.get("/chat?prompt=Tell+me+a+joke");
        assertEquals(200, first.statusCode(), first.body());
        assertEquals(first.body(), second.body());
        assertTrue(first.body().contains("\"model_name\":\"demo\""), first.body());
        assertTrue(Files.exists(directory.resolve("refrain.db")));
    }
}
