package io.refrain.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The questions that the OpenAI API has: sent as they came, told apart by all of it, answered with all that came back, as a whole or in parts. */
@QuarkusTest
@TestProfile(OpenAiProfile.class)
class OpenAiQuestionsTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String TOOLS =
            """
            "tools": [{"type": "function", "function": {"name": "f", "strict": true, "parameters":
              {"type": "object", "properties": {"x": {"type": "integer", "maximum": 9007199254740993}}}}}]""";
    private static final String MESSAGES =
            """
            "messages": [
              {"role": "developer", "content": "Be brief", "name": "boss"},
              {"role": "user", "name": "ann", "content": [{"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "low"}}]},
              {"role": "assistant", "content": null,
               "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\\"x\\":1}"}}]},
              {"role": "tool", "tool_call_id": "c1", "content": "one"}]""";
    private static final String MORE =
            """
            "max_completion_tokens": 10, "max_tokens": 11, "reasoning_effort": "low", "frequency_penalty": 0.5,
            "presence_penalty": -1, "logit_bias": {"50256": -100}, "n": 1, "user": "u", "tool_choice": "auto",
            "parallel_tool_calls": false, "logprobs": true, "top_logprobs": 2, "response_format":
              {"type": "json_schema", "json_schema": {"name": "s", "strict": true, "schema": {"type": "object"}}}""";

    private static int asked;

    @SuppressWarnings("NullAway.Init") // by StandInOpenAi
    WireMockServer openAi;

    @BeforeEach
    void forget() {
        openAi.resetAll();
        answerWith(
                okJson(
                        """
                {"id": "1", "model": "m", "choices": [{"finish_reason": "stop", "message": {"content": "Hi"}}]}
                """));
    }

    @Test
    void post_ofEverything_sendsItAsItCame() {
        ask("{" + MESSAGES + ", " + TOOLS + ", " + MORE + "}").then().statusCode(200);
        openAi.verify(
                exactly(1),
                postRequestedFor(urlEqualTo(PATH))
                        .withRequestBody(equalToJson("{\"model\": \"stand-in-1\", \"stream\": false, " + MESSAGES + ", "
                                + TOOLS + ", " + MORE + "}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"max_completion_tokens\": 10",
                "\"max_tokens\": 10",
                "\"reasoning_effort\": \"low\"",
                "\"frequency_penalty\": 0.5",
                "\"presence_penalty\": 0.5",
                "\"logit_bias\": {\"1\": 1}",
                "\"logit_bias\": {\"1\": 2}",
                "\"user\": \"u\"",
                "\"response_format\": {\"type\": \"json_object\"}",
                "\"response_format\": {\"type\": \"text\"}",
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"x\": 9007199254740993}}]",
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"x\": 9007199254740992}}]",
                "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"x\": \"9007199254740992\"}}]",
                "\"tool_choice\": \"none\"",
                "\"parallel_tool_calls\": true",
                "\"logprobs\": false"
            })
    void post_thatDiffersInOneParameter_isAnotherQuestion(String parameter) {
        String question = "{\"prompt\": \"The same\", " + parameter + "}";
        ask(question).then().statusCode(200).header("Cache-Status", containsString("stored"));
        ask(question).then().statusCode(200).header("Cache-Status", startsWith("refrain; hit"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\": \"user\", \"content\": \"Same\", \"name\": \"ann\"}",
                "{\"role\": \"user\", \"content\": \"Same\", \"name\": \"bob\"}",
                "{\"role\": \"developer\", \"content\": \"Same\"}",
                "{\"role\": \"system\", \"content\": \"Same\"}",
                "{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"Same\"}]}",
                "{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"Sa\"}, {\"type\": \"text\", \"text\": \"me\"}]}",
                "{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"https://a.example/1\"}}]}",
                "{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"https://a.example/2\"}}]}",
                "{\"role\": \"assistant\", \"content\": \"Same\", \"refusal\": \"no\"}"
            })
    void post_thatDiffersInOneMessage_isAnotherQuestion(String message) {
        String question = "{\"messages\": [" + message + "]}";
        ask(question).then().statusCode(200).header("Cache-Status", containsString("stored"));
        ask(question).then().statusCode(200).header("Cache-Status", startsWith("refrain; hit"));
    }

    /** The example of the README. */
    @Test
    void post_withASchema_isAnsweredInItsShapeAndToldFromAnotherSchema() {
        answerWith(
                okJson(
                        """
                {"id": "1", "model": "m", "choices": [{"finish_reason": "stop",
                  "message": {"content": "{\\"setup\\":\\"A cache\\",\\"punchline\\":\\"hit\\"}"}}]}
                """));
        String question =
                """
                {"prompt": "Tell me a joke",
                 "response_format": {"type": "json_schema", "json_schema": {"name": "joke", "strict": true, "schema": {
                   "type": "object", "properties": {"setup": {"type": "string"}, "punchline": {"type": "string"}},
                   "required": ["setup", "punchline"], "additionalProperties": false}}}}
                """;
        String content = ask(question).path("content");
        assertEquals("hit", io.restassured.path.json.JsonPath.from(content).getString("punchline"));
        ask(question).then().header("Cache-Status", startsWith("refrain; hit"));
        ask(question.replace("\"punchline\": {\"type\": \"string\"}", "\"punchline\": {\"type\": \"number\"}"))
                .then()
                .header("Cache-Status", containsString("fwd=miss"));
    }

    @Test
    void post_answeredWithACallOfATool_carriesIt() {
        answerWith(
                okJson(
                        """
                {"id": "1", "model": "m", "choices": [{"finish_reason": "tool_calls",
                  "logprobs": {"content": [{"token": "a", "logprob": -0.5}]},
                  "message": {"content": null, "reasoning_content": "Hm", "tool_calls":
                    [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}}]}
                """));
        String question = question().replace("}", ", " + TOOLS + "}");
        Response answer = ask(question);
        answer.then()
                .statusCode(200)
                .header("Cache-Status", containsString("stored"))
                .body("content", equalTo(""))
                .body("tool_calls[0].id", equalTo("c1"))
                .body("tool_calls[0].function.name", equalTo("f"))
                .body("reasoning_content", equalTo("Hm"))
                .body("response_metadata.logprobs.content[0].token", equalTo("a"))
                .body("response_metadata.finish_reason", equalTo("tool_calls"));
        Response hit = ask(question);
        hit.then().header("Cache-Status", startsWith("refrain; hit"));
        assertEquals(answer.asString(), hit.asString());
        // A call of a tool that nobody offered is nothing to keep.
        ask(question()).then().statusCode(200).header("Cache-Status", not(containsString("stored")));
    }

    @Test
    void post_answeredWithARefusal_carriesItAndIsNotStored() {
        answerWith(
                okJson(
                        """
                {"id": "1", "model": "m", "choices": [{"finish_reason": "stop",
                  "message": {"content": null, "refusal": "I cannot."}}]}
                """));
        ask(question())
                .then()
                .statusCode(200)
                .header("Cache-Status", not(containsString("stored")))
                .body("refusal", equalTo("I cannot."));
    }

    @Test
    void post_asAStream_tellsThePartsAndIsStoredForEitherForm() {
        answerWith(events(delta("Grü"), delta("ße und "), delta("mehr"), end("stop"), "[DONE]"));
        String question = question();
        Response streamed = stream(question);
        streamed.then()
                .statusCode(200)
                .contentType(startsWith("text/event-stream"))
                .header("Cache-Status", containsString("fwd=miss"));
        assertEquals(List.of("Grü", "ße und ", "mehr"), parts(streamed));
        Response whole = ask(question);
        whole.then().header("Cache-Status", startsWith("refrain; hit")).body("content", equalTo("Grüße und mehr"));
        assertTrue(
                streamed.asString().endsWith("event: answer\ndata: " + whole.asString() + "\n\n"), streamed.asString());
        Response replayed = stream(question);
        replayed.then().statusCode(200).header("Cache-Status", startsWith("refrain; hit"));
        assertEquals(List.of("Grüße ", "und ", "mehr"), parts(replayed));
        assertTrue(
                replayed.asString().endsWith("event: answer\ndata: " + whole.asString() + "\n\n"), replayed.asString());
        openAi.verify(exactly(1), postRequestedFor(urlEqualTo(PATH)));
    }

    @Test
    void post_asAStreamThatBreaksOff_endsWithAProblemAndStoresNothing() {
        answerWith(events(delta("Half"), "{\"error\": {\"message\": \"overloaded\", \"code\": 503}}"));
        String question = question();
        Response streamed = stream(question);
        assertEquals(List.of("Half"), parts(streamed));
        assertTrue(streamed.asString().contains("event: problem\ndata: {"), streamed.asString());
        assertTrue(streamed.asString().contains("overloaded"), streamed.asString());
        answerWith(events(delta("Without an end")));
        stream(question).then().statusCode(200);
        answerWith(okJson(
                "{\"id\": \"1\", \"choices\": [{\"finish_reason\": \"stop\", \"message\": {\"content\": \"Hi\"}}]}"));
        ask(question).then().header("Cache-Status", containsString("fwd=miss"));
    }

    @Test
    void post_asAStreamThatFailsAtOnce_isAProblem() {
        answerWith(aResponse().withStatus(429).withHeader("Retry-After", "9"));
        stream(question())
                .then()
                .statusCode(429)
                .contentType("application/problem+json")
                .header("Retry-After", "9");
        given().accept("text/event-stream").get("/chat").then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    void get_asAStream_isTheSame() {
        answerWith(events(delta("Hi"), end("stop"), "[DONE]"));
        Response streamed = given().accept("text/event-stream")
                .queryParam("prompt", "Stream " + ++asked)
                .get("/chat");
        assertEquals(List.of("Hi"), parts(streamed));
    }

    private static String delta(String content) {
        return "{\"id\": \"1\", \"model\": \"m\", \"choices\": [{\"delta\": {\"content\": \"" + content + "\"}}]}";
    }

    private static String end(String reason) {
        return "{\"id\": \"1\", \"choices\": [{\"delta\": {}, \"finish_reason\": \"" + reason + "\"}]}";
    }

    private static ResponseDefinitionBuilder events(String... data) {
        return aResponse()
                .withHeader("Content-Type", "text/event-stream")
                .withBody(Stream.of(data).map(each -> "data: " + each + "\n\n").collect(Collectors.joining()));
    }

    /** The contents of the parts that were streamed. */
    private static List<String> parts(Response streamed) {
        return streamed.asString()
                .lines()
                .filter(line -> line.startsWith("data: {\"content\":\""))
                .map(line -> line.substring("data: {\"content\":\"".length(), line.length() - 2))
                .toList();
    }

    private void answerWith(ResponseDefinitionBuilder response) {
        openAi.resetMappings();
        openAi.stubFor(post(urlEqualTo(PATH)).willReturn(response));
    }

    private static Response stream(String question) {
        return given().contentType("application/json")
                .accept("text/event-stream")
                .body(question.replaceFirst("}$", ", \"stream\": true}"))
                .post("/chat");
    }

    private static Response ask(String question) {
        return given().contentType("application/json").body(question).post("/chat");
    }

    /** No other test asks this. */
    private static String question() {
        return "{\"prompt\": \"OpenAI " + ++asked + "\"}";
    }
}
