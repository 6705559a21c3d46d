package io.refrain.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service answers from a cassette and asks nobody. */
@QuarkusTest
@TestProfile(ReplayProfile.class)
class ReplayTest {
    private static final String JOKE = "{\"prompt\": \"Tell me a joke\", \"temperature\": 0.50}";

    @SuppressWarnings("NullAway.Init") // by StandInOpenAi
    WireMockServer openAi;

    @AfterEach
    void nobodyWasAsked() {
        openAi.verify(0, anyRequestedFor(anyUrl()));
    }

    private static RequestSpecification asking(String question) {
        return given().contentType("application/json").body(question);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=60", "no-cache", "no-store", "only-if-cached"})
    void post_ofARecordedQuestion_isAnsweredWhateverTheCacheControl(String control) {
        asking(JOKE)
                .header("Cache-Control", control)
                .post("/chat")
                .then()
                .statusCode(200)
                .header("Cache-Status", startsWith("refrain; hit; detail=replay; key="))
                .header("Age", nullValue())
                .body("id", equalTo("c1"))
                .body("content", equalTo("A cache walks into a bar. Again."))
                .body("response_metadata.token_usage.total_tokens", equalTo(12));
    }

    @Test
    void get_ofARecordedQuestion_isAnswered() {
        given().queryParam("prompt", "Tell me a joke")
                .queryParam("temperature", "0.5")
                .get("/chat")
                .then()
                .statusCode(200)
                .body("id", equalTo("c1"));
    }

    @Test
    void post_ofARecordedQuestion_isStreamed() {
        asking(JOKE)
                .accept("text/event-stream")
                .post("/chat")
                .then()
                .statusCode(200)
                .body(startsWith("data: {\"content\":\"A \"}\n\n"))
                .body(containsString("event: answer\ndata: {\"id\":\"c1\""));
    }

    @Test
    void post_ofAQuestionWithTools_isAnsweredByTheRecordedCall() {
        asking(
                        "{\"messages\": [{\"role\": \"user\", \"content\": \"Call it\"}], \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}]}")
                .post("/chat")
                .then()
                .statusCode(200)
                .body("tool_calls[0].function.name", equalTo("f"))
                .body("response_metadata.finish_reason", equalTo("tool_calls"));
    }

    @Test
    void post_ofAQuestionThatFailed_failsTheSame() {
        asking("{\"prompt\": \"Slow down\"}")
                .post("/chat")
                .then()
                .statusCode(429)
                .contentType("application/problem+json")
                .body("provider.code", equalTo("rate_limit"))
                .body("provider.message", equalTo("Too many"));
    }

    @Test
    void post_ofAQuestionThatNobodyRecorded_isAProblemThatNamesTheNearest() {
        asking("{\"prompt\": \"Tell me a joke\", \"temperature\": 0.6}")
                .post("/chat")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("title", equalTo("Not Found"))
                .body(
                        "detail",
                        equalTo(
                                "There is no recording of this question in src/test/resources/answers.jsonl. The nearest is that of"
                                        + " line 3, which differs in temperature: recorded 0.5, asked 0.6."
                                        + " Nobody is asked with refrain.mode=replay; refrain.mode=record asks and records."));
    }

    @Test
    void post_toTheOpenAiApi_isAnsweredByTheSameRecording() {
        asking(
                        "{\"model\": \"stand-in-1\", \"temperature\": 0.5, \"user\": \"u\", \"messages\": [{\"role\": \"user\", \"content\": \"Tell me a joke\"}]}")
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .header("Cache-Status", startsWith("refrain; hit; detail=replay"))
                .body("id", equalTo("c1"));
    }
}
