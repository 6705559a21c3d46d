package io.refrain.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.output.FinishReason;
import io.refrain.llm.ModelFailure.Kind;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
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
        "400, INVALID, invalid",
        "401, REFUSED, refrain.chat.api-key",
        "402, UNPAID, paid",
        "403, REFUSED, refrain.chat.api-key",
        "404, FAILED, refrain.chat.model",
        "408, TIMED_OUT, 408",
        "409, INVALID, invalid",
        "413, TOO_LARGE, too large",
        "422, UNPROCESSABLE, invalid",
        "429, LIMITED, quota",
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
    void answer_ofARefusal_carriesIt() {
        answers(okJson(ANSWER.formatted("stop")
                .replace(
                        "\"content\": \"A cache walks into a bar.\"",
                        "\"content\": null, \"refusal\": \"I cannot.\"")));
        ChatResponse answer = model("30s").answer(QUESTION);
        assertNull(answer.aiMessage().text());
        assertEquals("I cannot.", AnswerExtras.of(answer).refusal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"created\": 1763856000 -> \"created\": \"2026-11-25T12:00:00Z\"",
                "\"created\": 1763856000 -> \"created\": -1.5e300",
                "\"object\": \"chat.completion\" -> \"object\": []",
                "\"object\": \"chat.completion\" -> \"service_tier\": {\"name\": \"flex\"}",
                "\"object\": \"chat.completion\" -> \"error\": null",
                "{\"prompt_tokens\": 11, \"completion_tokens\": 7, \"total_tokens\": 18} -> null",
                "{\"prompt_tokens\": 11, \"completion_tokens\": 7, \"total_tokens\": 18} -> \"free\"",
                "{\"prompt_tokens\": 11 -> {\"prompt_tokens\": 1e40",
                "{\"prompt_tokens\": 11 -> {\"prompt_tokens_details\": 7, \"completion_tokens_details\": [\"x\"], \"prompt_tokens\": 11",
                "\"logprobs\": null -> \"logprobs\": \"none\"",
                "\"index\": 0 -> \"index\": \"first\""
            })
    void answer_whoseOtherFieldsAreOdd_isAnAnswer(String change) {
        String[] change2 = change.split(" -> ", 2);
        String body = ANSWER.formatted("stop").replace(change2[0], change2[1]);
        assertNotEquals(ANSWER.formatted("stop"), body);
        answers(okJson(body));
        ChatResponse answer = model("30s").answer(QUESTION);
        assertEquals("A cache walks into a bar.", answer.aiMessage().text());
        assertEquals(FinishReason.STOP, answer.finishReason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"object\": \"chat.completion\" -> \"error\": {\"message\": \"overloaded\"}",
                "\"object\": \"chat.completion\" -> \"error\": \"overloaded\"",
                "\"object\": \"chat.completion\" -> \"error\": {}",
                "\"total_tokens\": 18}} -> \"total_tokens\": 18}} {}",
                "\"total_tokens\": 18}} -> \"total_tokens\": 18}}]",
                "\"total_tokens\": 18}} -> \"total_tokens\": 18}} x",
                "A cache -> A \\udc00 cache",
                "\"A cache walks into a bar.\" -> \"A cache\n\""
            })
    void answer_thatIsNotOneSoundObject_isAFailure(String change) {
        String[] change2 = change.split(" -> ", 2);
        String body = ANSWER.formatted("stop").replace(change2[0], change2[1]);
        assertNotEquals(ANSWER.formatted("stop"), body);
        answers(okJson(body));
        assertEquals(Kind.FAILED, failure("30s").kind());
    }

    @Test
    void answer_thatIsNotUtf8_isAFailure() {
        answers(aResponse()
                .withBody(ANSWER.formatted("stop").replace("cache", "caché").getBytes(StandardCharsets.ISO_8859_1)));
        assertTrue(message(failure("30s")).contains("UTF-8"));
    }

    @Test
    void answer_thatClaimsAnotherCharset_isUtf8() {
        answers(aResponse()
                .withHeader("Content-Type", "application/json; charset=iso-8859-1")
                .withBody(ANSWER.formatted("stop").replace("cache", "caché 😀").getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                "A caché 😀 walks into a bar.",
                model("30s").answer(QUESTION).aiMessage().text());
    }

    @Test
    void answer_withAFinishReasonThatNobodyKnows_tellsItAsItIs() {
        answers(okJson(ANSWER.formatted("tired")));
        assertEquals("tired", AnswerExtras.of(model("30s").answer(QUESTION)).finishReason());
    }

    @Test
    void answer_withCallsOfToolsThoughtsAndLogprobs_carriesThem() {
        answers(
                okJson(
                        """
                {"id": "1", "model": "m", "choices": [{"finish_reason": "tool_calls",
                  "logprobs": {"content": [{"token": "a", "logprob": -0.1, "top_logprobs": []}]},
                  "message": {"role": "assistant", "content": null, "reasoning_content": "Hm.", "tool_calls":
                    [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\\"x\\":1}"}}]}}]}
                """));
        ChatResponse answer = model("30s").answer(QUESTION);
        assertEquals("Hm.", answer.aiMessage().thinking());
        assertEquals(
                "[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}}]",
                String.valueOf(AnswerExtras.of(answer).toolCalls()));
        assertEquals(
                "{\"content\":[{\"token\":\"a\",\"logprob\":-0.1,\"top_logprobs\":[]}]}",
                String.valueOf(AnswerExtras.of(answer).logprobs()));
    }

    @Test
    void answer_ofAQuestionThatIsTooLong_saysWhatTheProviderSays() {
        answers(jsonResponse(
                """
                {"error": {"message": "This model takes 8192 tokens.", "type": "invalid_request_error",
                           "param": "messages", "code": "context_length_exceeded"}}
                """,
                400));
        ModelFailure failure = failure("30s");
        assertEquals(Kind.INVALID, failure.kind());
        assertEquals(
                new ProviderError("context_length_exceeded", "invalid_request_error", "This model takes 8192 tokens."),
                failure.said());
    }

    @Test
    void answer_thatHoldsOnlyAnErrorWithAStatus_isThatFailure() {
        answers(okJson("{\"error\": {\"code\": 429, \"message\": \"slow down\"}}"));
        assertEquals(Kind.LIMITED, failure("30s").kind());
    }

    @Test
    void answer_ofALimit_tellsWhenToComeBack() {
        answers(aResponse().withStatus(429).withHeader("Retry-After", "7"));
        assertEquals(Duration.ofSeconds(7), failure("30s").retryAfter());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void answer_withoutAnEnd_isReadToItsBoundOnly(int status) throws Exception {
        AtomicLong sent = new AtomicLong();
        HttpServer endless = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endless.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, 0);
            byte[] part = " ".repeat(8_192).getBytes(StandardCharsets.UTF_8);
            try (OutputStream body = exchange.getResponseBody()) {
                while (sent.get() < 500_000_000) {
                    body.write(part);
                    sent.addAndGet(part.length);
                }
            }
        });
        endless.start();
        try {
            ModelFailure failure = assertThrows(ModelFailure.class, () -> new OpenAiModel(Configured.with(Map.of(
                            "base-url",
                            "http://127.0.0.1:" + endless.getAddress().getPort() + "/v1",
                            "max-answer-size",
                            "100K")))
                    .answer(QUESTION));
            assertEquals(Kind.FAILED, failure.kind());
            assertTrue(
                    message(failure).contains(status == 200 ? "refrain.chat.max-answer-size" : "500"),
                    message(failure));
        } finally {
            endless.stop(0);
        }
        assertTrue(sent.get() < 100_000_000, "read " + sent);
    }

    @Test
    void stream_ofAnAnswer_tellsItsPartsAndThenTheWhole() {
        answers(events(
                "{\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                "{\"id\":\"1\",\"created\":\"now\",\"choices\":[{\"delta\":{\"content\":\"Grü\"}}]}",
                "{\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"ße\"},\"logprobs\":{\"content\":[{\"token\":\"ße\"}]}}]}",
                "{\"id\":\"1\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "{\"id\":\"1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}",
                "[DONE]"));
        List<String> parts = new CopyOnWriteArrayList<>();
        ChatResponse answer = model("30s").stream(QUESTION, parts::add).join();
        assertEquals(List.of("Grü", "ße"), parts);
        assertEquals("Grüße", answer.aiMessage().text());
        assertEquals(FinishReason.STOP, answer.finishReason());
        assertEquals(3, answer.tokenUsage().totalTokenCount());
        assertEquals("stop", AnswerExtras.of(answer).finishReason());
        assertEquals(
                "{\"content\":[{\"token\":\"ße\"}]}",
                String.valueOf(AnswerExtras.of(answer).logprobs()));
    }

    @Test
    void stream_withoutAnEnd_isNoCompleteAnswer() {
        answers(events("{\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"Half\"}}]}"));
        assertNull(model("30s").stream(QUESTION, part -> {}).join().finishReason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":{\"message\":\"overloaded\"}}", "{\"id\":", "[]"})
    void stream_withAnEventThatIsNoAnswer_fails(String event) {
        answers(events("{\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"Half\"}}]}", event, "[DONE]"));
        assertEquals(Kind.FAILED, streamFailure().kind());
    }

    @Test
    void stream_thatIsRefused_fails() {
        answers(aResponse().withStatus(429).withHeader("Retry-After", "3"));
        ModelFailure failure = streamFailure();
        assertEquals(Kind.LIMITED, failure.kind());
        assertEquals(Duration.ofSeconds(3), failure.retryAfter());
    }

    private static ModelFailure streamFailure() {
        CompletionException e = assertThrows(CompletionException.class, () -> model("30s").stream(QUESTION, part -> {})
                .join());
        return assertInstanceOf(ModelFailure.class, e.getCause());
    }

    private static ResponseDefinitionBuilder events(String... data) {
        StringBuilder body = new StringBuilder();
        for (String each : data) {
            body.append("data: ").append(each).append("\n\n");
        }
        return aResponse().withHeader("Content-Type", "text/event-stream").withBody(body.toString());
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
