package io.refrain.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.output.FinishReason;
import io.refrain.llm.ModelFailure.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to a server that speaks the OpenAI API, and what becomes of what comes back. */
class OpenAiModelTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String SECRET = "sk-not-a-real-key";
    private static final ChatRequest QUESTION =
            ChatRequest.builder().messages(UserMessage.from("Hello")).build();
    private static final String ANSWER =
            """
            {"id": "chatcmpl-1", "object": "chat.completion", "created": 1763856000, "model": "stand-in-1",
             "system_fingerprint": "fp_1",
             "choices": [{"index": 0, "finish_reason": "%s", "logprobs": null,
                          "message": {"role": "assistant", "content": "A cache walks into a bar."}}],
             "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}
            """;

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @Test
    void answer_ofAQuestionWithoutParameters_sendsNothingElse() {
        answers(okJson(ANSWER.formatted("stop")));
        model("30s").answer(QUESTION);
        SERVER.verify(
                exactly(1),
                postRequestedFor(urlEqualTo(PATH))
                        .withHeader("Authorization", equalTo("Bearer " + SECRET))
                        .withRequestBody(
                                equalToJson(
                                        """
                                {"model": "stand-in-1", "messages": [{"role": "user", "content": "Hello"}], "stream": false}
                                """)));
    }

    @Test
    void answer_ofAQuestionWithAllParameters_sendsEachAsItWasAsked() {
        answers(okJson(ANSWER.formatted("stop")));
        model("30s")
                .answer(ChatRequest.builder()
                        .messages(
                                SystemMessage.from("Be brief"),
                                UserMessage.from("Größe?"),
                                AiMessage.from("10"),
                                UserMessage.from("And 😀?"))
                        .parameters(OpenAiChatRequestParameters.builder()
                                .modelName("other")
                                .temperature(0.0)
                                .topP(0.9)
                                .maxOutputTokens(7)
                                .stopSequences("x", "y")
                                .seed(5)
                                .build())
                        .build());
        SERVER.verify(
                postRequestedFor(urlEqualTo(PATH))
                        .withRequestBody(
                                equalToJson(
                                        """
                                {"model": "other", "temperature": 0.0, "top_p": 0.9, "max_tokens": 7, "stop": ["x", "y"],
                                 "seed": 5, "stream": false,
                                 "messages": [{"role": "system", "content": "Be brief"}, {"role": "user", "content": "Größe?"},
                                              {"role": "assistant", "content": "10"}, {"role": "user", "content": "And 😀?"}]}
                                """)));
    }

    @Test
    void answer_overPlainHttp_asksForNoUpgrade() {
        // Servers such as those of Uvicorn answer one to HTTP/2 by leaving out the body.
        answers(okJson(ANSWER.formatted("stop")));
        model("30s").answer(QUESTION);
        SERVER.verify(postRequestedFor(urlEqualTo(PATH)).withHeader("Upgrade", absent()));
    }

    @ParameterizedTest
    @CsvSource({"stop, STOP", "length, LENGTH", "content_filter, CONTENT_FILTER"})
    void answer_thatIsWellFormed_hasAllItsParts(String reason, FinishReason expected) {
        answers(okJson(ANSWER.formatted(reason)));
        ChatResponse answer = model("30s").answer(QUESTION);
        assertEquals("A cache walks into a bar.", answer.aiMessage().text());
        assertEquals("chatcmpl-1", answer.id());
        assertEquals("stand-in-1", answer.modelName());
        assertEquals(expected, answer.finishReason());
        assertEquals(18, answer.tokenUsage().totalTokenCount());
    }

    @ParameterizedTest
    @CsvSource({
        "400, FAILED, invalid",
        "401, REFUSED, refrain.chat.api-key",
        "403, REFUSED, refrain.chat.api-key",
        "404, FAILED, refrain.chat.model",
        "408, TIMED_OUT, 408",
        "422, FAILED, invalid",
        "429, REFUSED, quota",
        "500, FAILED, 500",
        "502, FAILED, 502",
        "503, REFUSED, 503",
        "504, TIMED_OUT, 504",
        "529, REFUSED, 529",
        "302, FAILED, 302"
    })
    void answer_ofAStatus_isTheFailureItStandsFor(int status, Kind kind, String said) {
        answers(aResponse()
                .withStatus(status)
                .withHeader("Location", "/elsewhere")
                .withBody(
                        """
                {"error": {"message": "Incorrect API key provided: %s", "type": "error", "param": null, "code": null}}
                """
                                .formatted(SECRET)));
        ModelFailure failure = failure("30s");
        assertEquals(kind, failure.kind());
        assertTrue(message(failure).contains(said), message(failure));
        SERVER.verify(exactly(1), postRequestedFor(urlEqualTo(PATH)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"id\": \"x\", \"choi",
                "<html>Welcome</html>",
                "[]",
                "null",
                "{}",
                "{\"id\": \"x\", \"choices\": []}",
                "{\"id\": \"x\", \"choices\": [{\"index\": 0, \"message\": null}]}"
            })
    void answer_ofWhatIsNoAnswer_isAFailure(String body) {
        answers(okJson(body));
        ModelFailure failure = failure("30s");
        assertEquals(Kind.FAILED, failure.kind());
        assertTrue(message(failure).contains("no answer"), message(failure));
    }

    @Test
    void answer_ofARefusal_saysThatTheModelDeclined() {
        answers(okJson(ANSWER.formatted("stop")
                .replace(
                        "\"content\": \"A cache walks into a bar.\"",
                        "\"content\": null, \"refusal\": \"I cannot.\"")));
        ModelFailure failure = failure("30s");
        assertEquals(Kind.FAILED, failure.kind());
        assertTrue(message(failure).contains("declined"), message(failure));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void answer_overABrokenConnection_isAFailure(Fault fault) {
        answers(aResponse().withFault(fault));
        assertEquals(Kind.FAILED, failure("30s").kind());
    }

    @Test
    void answer_ofAServerThatIsNotThere_saysSo() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ModelFailure failure = assertThrows(ModelFailure.class, () -> new OpenAiModel(
                        Configured.with(Map.of("base-url", "http://127.0.0.1:" + port + "/v1")))
                .answer(QUESTION));
        assertEquals(Kind.FAILED, failure.kind());
        assertTrue(message(failure).contains("cannot be reached"), message(failure));
    }

    @Test
    void answer_thatDoesNotCome_isATimeout() {
        answers(okJson(ANSWER.formatted("stop")).withFixedDelay(20_000));
        assertTimesOut();
    }

    @Test
    void answer_whoseBodyTrickles_isATimeout() {
        // The first part is there in time: the JDK's client counts until then only.
        answers(okJson(ANSWER.formatted("stop")).withChunkedDribbleDelay(200, 20_000));
        assertTimesOut();
    }

    private static void assertTimesOut() {
        ModelFailure failure = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            ModelFailure timeout = failure("500ms");
            assertFalse(Thread.currentThread().isInterrupted());
            return timeout;
        });
        assertEquals(Kind.TIMED_OUT, failure.kind());
        assertTrue(message(failure).contains("refrain.chat.timeout"), message(failure));
    }

    private static void answers(ResponseDefinitionBuilder response) {
        SERVER.stubFor(post(urlEqualTo(PATH)).willReturn(response));
    }

    /** What a question fails with; checks that neither it nor what a log would show of it holds what the provider sent, or the key. */
    private static ModelFailure failure(String timeout) {
        ModelFailure failure =
                assertThrows(ModelFailure.class, () -> model(timeout).answer(QUESTION));
        StringWriter logged = new StringWriter();
        failure.printStackTrace(new PrintWriter(logged));
        assertFalse(logged.toString().contains(SECRET), logged.toString());
        assertEquals("openai", failure.provider());
        return failure;
    }

    private static String message(ModelFailure failure) {
        return String.valueOf(failure.getMessage());
    }

    private static OpenAiModel model(String timeout) {
        return new OpenAiModel(Configured.with(Map.of(
                "base-url", SERVER.baseUrl() + "/v1/", "api-key", SECRET, "model", "stand-in-1", "timeout", timeout)));
    }
}
