package io.refrain.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of answers that have expired and are still kept. */
@QuarkusTest
@TestProfile(StaleProfile.class)
class StaleAnswerTest {
    private final String prompt = UUID.randomUUID().toString();

    @SuppressWarnings("NullAway.Init") // by StandInOpenAi
    WireMockServer openAi;

    @Test
    void ask_ofAStaleAnswer_asksTheModelAgain() {
        answerWith("first");
        ask(null).then().statusCode(200).header("Cache-Status", startsWith("refrain; fwd=miss; stored"));
        answerWith("second");
        ask(null)
                .then()
                .statusCode(200)
                .header("Cache-Status", startsWith("refrain; fwd=stale; stored"))
                .body("content", equalTo("second"));
    }

    @Test
    void ask_whenTheModelFails_takesAStaleAnswerOnlyWhenAskedTo() {
        answerWith("first");
        ask(null).then().statusCode(200);
        fail();
        ask(null).then().statusCode(503);
        ask("stale-if-error=0").then().statusCode(503);
        for (String asked : new String[] {"stale-if-error=600", "stale-if-error", "no-cache, stale-if-error"}) {
            ask(asked)
                    .then()
                    .statusCode(200)
                    .header(
                            "Cache-Status",
                            matchesPattern(
                                    "refrain; fwd=(stale|request); ttl=-\\d+; detail=stale-if-error; key=\"[0-9a-f]{64}\""))
                    .header("Age", matchesPattern("\\d+"))
                    .body("content", equalTo("first"));
        }
    }

    @Test
    void askInParts_whenTheModelFails_takesAStaleAnswerUnlessItHasBegunToTellAnother() {
        answerWith("first");
        ask(null).then().statusCode(200);
        fail();
        askInParts().body(containsString("event: answer\n"), containsString("first"), not(containsString("problem")));
        openAi.resetAll();
        openAi.stubFor(post(urlEqualTo("/v1/chat/completions"))
                .willReturn(aResponse()
                        .withHeader("Content-Length", "10000")
                        .withBody("data: {\"id\": \"1\", \"choices\": [{\"delta\": {\"content\": \"other\"}}]}\n\n")));
        askInParts().body(startsWith("data: {\"content\":\"other\"}\n\nevent: problem\n"), containsString("502"));
    }

    private ValidatableResponse askInParts() {
        return given().queryParam("prompt", prompt)
                .header("Cache-Control", "stale-if-error")
                .accept("text/event-stream")
                .get("/chat")
                .then()
                .statusCode(200);
    }

    @Test
    void ask_whenTheModelFailsAndNothingIsStored_isTheFailure() {
        fail();
        ask("stale-if-error=600").then().statusCode(503).contentType("application/problem+json");
    }

    @Test
    void ask_withMaxStale_takesAStaleAnswer() {
        answerWith("first");
        ask(null).then().statusCode(200);
        ask("max-stale=600")
                .then()
                .statusCode(200)
                .header("Cache-Status", matchesPattern("refrain; hit; ttl=-\\d+; key=.*"))
                .body("content", equalTo("first"));
        ask("only-if-cached").then().statusCode(504);
        ask("only-if-cached, max-stale").then().statusCode(200);
    }

    private Response ask(@Nullable String cacheControl) {
        RequestSpecification question = given().queryParam("prompt", prompt);
        return (cacheControl == null ? question : question.header("Cache-Control", cacheControl)).get("/chat");
    }

    private void answerWith(String content) {
        openAi.resetAll();
        openAi.stubFor(post(urlEqualTo("/v1/chat/completions"))
                .willReturn(okJson(
                        """
                        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1763856000, "model": "stand-in-1",
                         "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "%s"}}],
                         "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
                        """
                                .formatted(content))));
    }

    private void fail() {
        openAi.resetAll();
        openAi.stubFor(
                post(urlEqualTo("/v1/chat/completions")).willReturn(aResponse().withStatus(503)));
    }
}
