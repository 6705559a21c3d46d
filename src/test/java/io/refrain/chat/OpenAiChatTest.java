package io.refrain.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** /chat in front of a server that speaks the OpenAI API: what goes out on the wire, and what becomes of what comes back. */
@QuarkusTest
@TestProfile(OpenAiProfile.class)
class OpenAiChatTest {
    private static final String PATH = "/v1/chat/completions";

    private static int asked;

    @SuppressWarnings("NullAway.Init") // by StandInOpenAi
    WireMockServer openAi;

    @BeforeEach
    void forget() {
        openAi.resetAll();
    }

    @Test
    void post_ofAPrompt_sendsItWithTheModelAndNothingElse() {
        answerWith(okJson(completion("\"Hi\"", "stop")));
        ask("{\"prompt\": \"Hello, wire\"}").then().statusCode(200);
        openAi.verify(
                postRequestedFor(urlEqualTo(PATH))
                        .withHeader("Authorization", equalTo("Bearer " + StandInOpenAi.KEY))
                        .withRequestBody(
                                equalToJson(
                                        """
                        {"model": "stand-in-1", "messages": [{"role": "user", "content": "Hello, wire"}], "stream": false}
                        """)));
    }

    @Test
    void post_ofEveryField_sendsThemAll() {
        answerWith(okJson(completion("\"Hi\"", "stop")));
        ask("""
                        {"system": "s", "messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a"},
                         {"role": "user", "content": "v"}],
                         "model": "m", "temperature": 0, "top_p": 0.5, "max_tokens": 10, "stop": ["x", "y"], "seed": -7}
                        """)
                .then()
                .statusCode(200);
        openAi.verify(
                postRequestedFor(urlEqualTo(PATH))
                        .withRequestBody(
                                equalToJson(
                                        """
                        {"model": "m", "temperature": 0.0, "top_p": 0.5, "max_tokens": 10, "stop": ["x", "y"], "seed": -7,
                         "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"},
                                      {"role": "assistant", "content": "a"}, {"role": "user", "content": "v"}], "stream": false}
                        """)));
    }

    @Test
    void post_answered_isWhatTheServerSaidAndAsksItOnce() {
        answerWith(okJson(completion("\"A cache walks into a bar.\"", "stop")));
        String question = question();
        Response miss = ask(question);
        Response hit = ask(question);
        assertEquals(
                "{\"id\":\"chatcmpl-1\",\"content\":\"A cache walks into a bar.\",\"response_metadata\":{\"token_usage\":"
                        + "{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18},\"model_name\":\"stand-in-1-2026\","
                        + "\"system_fingerprint\":\"fp_1\",\"finish_reason\":\"stop\",\"logprobs\":null}}",
                miss.asString());
        assertEquals(miss.asString(), hit.asString());
        hit.then().header("Cache-Status", startsWith("refrain; hit"));
        openAi.verify(exactly(1), postRequestedFor(urlEqualTo(PATH)));
    }

    @ParameterizedTest
    @CsvSource({
        "length, cut, '', false",
        "length, cut, ', \"max_tokens\": 1', true",
        "content_filter, half, '', false",
        "content_filter, half, ', \"max_tokens\": 1', false",
        "stop, '', '', false",
        "tool_calls, called, '', false",
        "stop, whole, '', true"
    })
    void post_answered_isStoredOnlyWhenComplete(String reason, String content, String more, boolean stored) {
        answerWith(okJson(completion("\"" + content + "\"", reason)));
        String question = question().replace("}", more + "}");
        Response first = ask(question);
        first.then()
                .statusCode(200)
                .header(
                        "Cache-Status",
                        startsWith(stored ? "refrain; fwd=miss; stored; key=" : "refrain; fwd=miss; key="));
        assertEquals(reason, first.path("response_metadata.finish_reason"));
        ask(question).then().statusCode(200);
        openAi.verify(exactly(stored ? 1 : 2), postRequestedFor(urlEqualTo(PATH)));
    }

    @Test
    void post_answeredWithNullContent_isEmptyAndNotStored() {
        answerWith(okJson(completion("null", "stop")));
        ask(question()).then().statusCode(200).header("Cache-Status", startsWith("refrain; fwd=miss; key="));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        "wrong key", 503, "credential", error(401, "Incorrect API key provided: " + StandInOpenAi.KEY)),
                Arguments.of("forbidden", 503, "credential", error(403, "Not for " + StandInOpenAi.KEY)),
                Arguments.of("rate limit", 429, "rate or its quota", error(429, "Rate limit reached")),
                Arguments.of("unknown model", 502, "model 'stand-in-1'", error(404, "The model does not exist")),
                Arguments.of("bad request", 400, "status 400", error(400, StandInOpenAi.KEY)),
                Arguments.of("unpaid", 402, "paid", error(402, "Insufficient credits")),
                Arguments.of("too large", 413, "too large", error(413, "Too large")),
                Arguments.of("unprocessable", 422, "invalid", error(422, "No")),
                Arguments.of("server error", 502, "status 500", error(500, StandInOpenAi.KEY)),
                Arguments.of("unavailable", 503, "status 503", error(503, "busy")),
                Arguments.of(
                        "slow",
                        504,
                        "PT4S",
                        okJson(completion("\"late\"", "stop")).withFixedDelay(12_000)),
                Arguments.of(
                        "slow in the middle",
                        504,
                        "PT4S",
                        okJson(completion("\"late\"", "stop")).withChunkedDribbleDelay(10, 12_000)),
                Arguments.of("no JSON", 502, "openai", okJson("<html>")),
                Arguments.of("empty body", 502, "openai", aResponse().withStatus(200)),
                Arguments.of("an array", 502, "openai", okJson("[]")),
                Arguments.of("an empty object", 502, "openai", okJson("{}")),
                Arguments.of("no choices", 502, "openai", okJson("{\"id\": \"1\", \"model\": \"m\", \"choices\": []}")),
                Arguments.of("no message", 502, "openai", okJson("{\"id\": \"1\", \"choices\": [{\"index\": 0}]}")),
                Arguments.of("connection reset", 502, "openai", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
                Arguments.of("garbage", 502, "openai", aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void failures(String what, int status, String says, ResponseDefinitionBuilder response) {
        answerWith(response);
        String question = question();
        Response problem = assertTimeout(Duration.ofSeconds(10), () -> ask(question));
        problem.then().statusCode(status).contentType("application/problem+json");
        String detail = problem.path("detail");
        assertTrue(detail.contains("openai") && detail.contains(says), detail);
        assertFalse(problem.asString().contains(StandInOpenAi.KEY), problem.asString());
        openAi.verify(exactly(1), postRequestedFor(urlEqualTo(PATH)));

        answerWith(okJson(completion("\"better\"", "stop")));
        ask(question).then().statusCode(200).header("Cache-Status", startsWith("refrain; fwd=miss; stored; key="));
    }

    private void answerWith(ResponseDefinitionBuilder response) {
        openAi.resetMappings();
        openAi.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(418)));
        openAi.stubFor(post(urlEqualTo(PATH)).willReturn(response));
    }

    private static ResponseDefinitionBuilder error(int status, String message) {
        return jsonResponse(
                "{\"error\": {\"message\": \"" + message + "\", \"type\": \"error\", \"param\": null, \"code\": null}}",
                status);
    }

    private static Response ask(String question) {
        return given().contentType("application/json").body(question).post("/chat");
    }

    /** No other test asks this. */
    private static String question() {
        return "{\"prompt\": \"Question " + ++asked + "\"}";
    }

    private static String completion(String content, String finishReason) {
        return """
                {"id": "chatcmpl-1", "object": "chat.completion", "created": 1763856000, "model": "stand-in-1-2026",
                 "system_fingerprint": "fp_1",
                 "choices": [{"index": 0, "finish_reason": "%s", "logprobs": null,
                              "message": {"role": "assistant", "content": %s, "refusal": null}}],
                 "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}
                """
                .formatted(finishReason, content);
    }
}
