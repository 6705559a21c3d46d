package io.refrain.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.refrain.quarkus.Recordings;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The service asks, and records what comes, whatever it is. */
@QuarkusTest
@TestProfile(RecordProfile.class)
class RecordTest {
    private static final String PATH = "/v1/chat/completions";

    @SuppressWarnings("NullAway.Init") // by StandInOpenAi
    WireMockServer openAi;

    @Inject
    @SuppressWarnings("NullAway.Init")
    Recordings recordings;

    @ConfigProperty(name = "refrain.cassette")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Test
    void post_isAskedEachTimeAndRecorded() throws IOException {
        openAi.resetAll();
        answers("cut", "length");
        answers("whole", "stop");
        openAi.stubFor(post(urlEqualTo(PATH))
                .withRequestBody(containing("failing"))
                .willReturn(aResponse()
                        .withStatus(400)
                        .withBody("{\"error\": {\"message\": \"bad " + StandInOpenAi.KEY + "\", \"code\": \"c\"}}")));
        for (int i = 0; i < 2; i++) {
            given().contentType("application/json")
                    .body("{\"prompt\": \"whole\"}")
                    .post("/chat")
                    .then()
                    .statusCode(200)
                    .header("Cache-Status", startsWith("refrain; fwd=bypass; key="));
        }
        openAi.verify(exactly(2), postRequestedFor(urlEqualTo(PATH)));
        given().contentType("application/json")
                .body("{\"prompt\": \"cut\"}")
                .post("/chat")
                .then()
                .statusCode(200);
        given().contentType("application/json")
                .body("{\"prompt\": \"failing\"}")
                .post("/chat")
                .then()
                .statusCode(400);
        given().contentType("application/json")
                .header("Authorization", "Bearer a-key-of-the-caller")
                .body("{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"whole\"}]}")
                .post(PATH)
                .then()
                .statusCode(200)
                .header("Cache-Status", startsWith("refrain; fwd=bypass; stored"));
        recordings.close();
        String recorded = Files.readString(file);
        String answer =
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":0,\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"%s\"}],\"usage\":{\"total_tokens\":3}}}}\n";
        String question =
                "{\"version\":1,\"path\":\"/v1/chat/completions\",\"question\":{\"messages\":[{\"content\":\"%s\",\"role\":\"user\"}],"
                        + "\"model\":\"%s\"}%s,\"answer\":{\"status\":%d,\"json\":";
        String incomplete = ",\"complete\":false";
        assertEquals(
                question.formatted("cut", "stand-in-1", incomplete, 200) + answer.formatted("length")
                        + question.formatted("failing", "stand-in-1", incomplete, 400)
                        + "{\"error\":{\"message\":\"bad ***\",\"type\":null,\"code\":\"c\"}}}}\n"
                        + question.formatted("whole", "m", "", 200)
                        + completion("stop").replace(" ", "") + "}}\n"
                        + question.formatted("whole", "stand-in-1", "", 200) + answer.formatted("stop"),
                recorded);
        assertFalse(recorded.contains("a-key-of-the-caller"));
    }

    private void answers(String asked, String reason) {
        openAi.stubFor(
                post(urlEqualTo(PATH)).withRequestBody(containing(asked)).willReturn(okJson(completion(reason))));
    }

    private static String completion(String reason) {
        return "{\"id\": \"c\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"finish_reason\": \"" + reason
                + "\", \"message\": {\"role\": \"assistant\", \"content\": \"Hi\"}}], \"usage\": {\"total_tokens\": 3}}";
    }
}
