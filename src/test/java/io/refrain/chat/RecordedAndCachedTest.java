package io.refrain.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.refrain.cassette.StrictJson;
import io.refrain.langchain.LangChainImport;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service has a cassette beside its cache, in which there is what LangChain has stored as well. */
@QuarkusTest
@TestProfile(RecordedAndCachedTest.Profile.class)
class RecordedAndCachedTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String JOKE = "{\"prompt\": \"Tell me a joke\", \"temperature\": 0.50}";
    private static final String CALL =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"Call it\"}], \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}]}";
    private static final Path LANGCHAIN = Path.of("src/test/resources/langchain");

    @SuppressWarnings("NullAway.Init") // by StandInOpenAi
    WireMockServer openAi;

    @BeforeEach
    void answer() {
        openAi.resetAll();
        openAi.stubFor(post(urlEqualTo(PATH))
                .willReturn(okJson(
                        "{\"id\": \"live\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"finish_reason\": \"stop\","
                                + " \"message\": {\"role\": \"assistant\", \"content\": \"Live\"}}]}")));
    }

    private static RequestSpecification asking(String question) {
        return given().contentType("application/json").body(question);
    }

    private void asked(int times) {
        openAi.verify(times, postRequestedFor(urlEqualTo(PATH)));
    }

    @Test
    void post_ofARecordedQuestion_isAnsweredWithoutAnybodyAsked() {
        for (int i = 0; i < 2; i++) {
            asking(JOKE)
                    .post("/chat")
                    .then()
                    .statusCode(200)
                    .header("Cache-Status", startsWith("refrain; hit; detail=replay; key="))
                    .header("Age", nullValue())
                    .body("id", equalTo("c1"));
        }
        asked(0);
    }

    @Test
    void post_ofARecordedQuestion_isStreamed() {
        asking(JOKE)
                .accept("text/event-stream")
                .post("/chat")
                .then()
                .statusCode(200)
                .body(containsString("event: answer\ndata: {\"id\":\"c1\""));
        asked(0);
    }

    @Test
    void post_ofARecordedQuestion_takesTheCacheControlAtItsWord() {
        asking(JOKE)
                .header("Cache-Control", "only-if-cached")
                .post("/chat")
                .then()
                .statusCode(200)
                .body("id", equalTo("c1"));
        asking("{\"prompt\": \"Nobody recorded this\"}")
                .header("Cache-Control", "only-if-cached")
                .post("/chat")
                .then()
                .statusCode(504);
        asked(0);
        for (String control : List.of("no-store", "max-age=60")) {
            asking(CALL)
                    .header("Cache-Control", control)
                    .post("/chat")
                    .then()
                    .statusCode(200)
                    .body("id", equalTo("live"));
        }
        asked(2);
    }

    @Test
    void post_ofWhatTheCacheHas_isAnsweredFromThere() {
        String question = "{\"prompt\": \"Call me\", \"temperature\": 0.25}";
        asking(question).post("/chat").then().body("id", equalTo("live"));
        asking(question)
                .post("/chat")
                .then()
                .header("Cache-Status", allOf(startsWith("refrain; hit"), not(containsString("detail"))));
        asked(1);
    }

    @Test
    void post_ofARecordedFailure_isAsked() {
        asking("{\"prompt\": \"Slow down\"}")
                .post("/chat")
                .then()
                .statusCode(200)
                .body("id", equalTo("live"));
        asked(1);
    }

    @Test
    void post_ofWhatLangChainHasStored_isAnsweredWithoutAnybodyAsked() throws IOException {
        int served = 0;
        int chats = 0;
        for (String line : Files.readAllLines(LANGCHAIN.resolve("asked.jsonl"))) {
            if (line.contains("\"json_schema\"")) {
                // A Python class, of which the file of LangChain has no more than the name.
                continue;
            }
            JsonNode each = StrictJson.read(line);
            String content = each.path("message").path("content").textValue();
            asking(each.path("body").toString())
                    .post(PATH)
                    .then()
                    .statusCode(200)
                    .header("Cache-Status", startsWith("refrain; hit; detail=replay; key="))
                    .body("choices[0].message.content", equalTo(content));
            served++;
            if (content != null && isTakenByChat(each.path("body"))) {
                asking(each.path("body").toString())
                        .post("/chat")
                        .then()
                        .statusCode(200)
                        .body("content", equalTo(content));
                chats++;
            }
        }
        assertTrue(served >= 100, () -> "too few in " + LANGCHAIN);
        assertTrue(chats >= 50, () -> "too few in " + LANGCHAIN);
        asked(0);
    }

    private static boolean isTakenByChat(JsonNode body) {
        return !body.has("prediction")
                && body.path("messages")
                        .valueStream()
                        .noneMatch(each -> each.path("content").asText("").isBlank());
    }

    /** A service in front of a stand-in for OpenAI, with recordings of its own and what LangChain has stored. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Path cassette = Path.of("target", "recorded-and-cached.jsonl");
            try {
                Files.copy(Path.of("src/test/resources/answers.jsonl"), cassette, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            LangChainImport.run(
                    LANGCHAIN.resolve("cache.sqlite"),
                    cassette,
                    new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
            Map<String, String> overrides = new HashMap<>(new OpenAiProfile().getConfigOverrides());
            overrides.put("refrain.cassette", cassette.toString());
            overrides.put("refrain.uri", "refrain:heap");
            return overrides;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return new OpenAiProfile().testResources();
        }
    }
}
