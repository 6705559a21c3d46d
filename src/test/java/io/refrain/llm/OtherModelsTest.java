package io.refrain.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.refrain.llm.ModelFailure.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes to the providers that have an API of their own, and what becomes of what comes back: each stand-in speaks its real protocol. */
class OtherModelsTest {
    private static final String SECRET = "not-a-real-key-1";
    private static final ChatRequest QUESTION = ChatRequest.builder()
            .messages(SystemMessage.from("Be brief"), UserMessage.from("Größe?"))
            .parameters(ChatRequestParameters.builder()
                    .temperature(0.5)
                    .maxOutputTokens(7)
                    .build())
            .build();

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    /** A provider: where it listens, what it gets and what it says. */
    enum Provider {
        ANTHROPIC(
                "/messages",
                "/messages",
                "x-api-key",
                """
                {"model": "m", "max_tokens": 7, "temperature": 0.5, "stream": false, "system": [{"type": "text", "text": "Be brief"}],
                 "messages": [{"role": "user", "content": [{"type": "text", "text": "Größe?"}]}]}
                """,
                """
                {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [{"type": "text", "text": "Zehn é"}],
                 "stop_reason": "end_turn", "stop_sequence": null, "usage": {"input_tokens": 3, "output_tokens": 2}}
                """,
                """
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Zehn"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" é"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}

                event: message_stop
                data: {"type":"message_stop"}

                """),
        GEMINI(
                "/models/m:generateContent",
                "/models/m:streamGenerateContent?alt=sse",
                "x-goog-api-key",
                """
                {"contents": [{"role": "user", "parts": [{"text": "Größe?"}]}], "systemInstruction": {"parts": [{"text": "Be brief"}]},
                 "generationConfig": {"temperature": 0.5, "maxOutputTokens": 7}}
                """,
                """
                {"candidates": [{"content": {"role": "model", "parts": [{"text": "Zehn é"}]}, "finishReason": "STOP", "index": 0}],
                 "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 2, "totalTokenCount": 5}, "modelVersion": "m",
                 "responseId": "r1"}
                """,
                """
                data: {"candidates":[{"content":{"role":"model","parts":[{"text":"Zehn"}]},"index":0}],"modelVersion":"m","responseId":"r1"}

                data: {"candidates":[{"content":{"role":"model","parts":[{"text":" é"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5},"modelVersion":"m","responseId":"r1"}

                """),
        OLLAMA(
                "/api/chat",
                "/api/chat",
                null,
                """
                {"model": "m", "stream": false, "options": {"temperature": 0.5, "num_predict": 7},
                 "messages": [{"role": "system", "content": "Be brief"}, {"role": "user", "content": "Größe?"}]}
                """,
                """
                {"model": "m", "created_at": "2026-11-25T12:00:00Z", "message": {"role": "assistant", "content": "Zehn é"},
                 "done": true, "done_reason": "stop", "prompt_eval_count": 3, "eval_count": 2}
                """,
                """
                {"model":"m","created_at":"2026-11-25T12:00:00Z","message":{"role":"assistant","content":"Zehn"},"done":false}
                {"model":"m","created_at":"2026-11-25T12:00:00Z","message":{"role":"assistant","content":" é"},"done":false}
                {"model":"m","created_at":"2026-11-25T12:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":2}
                """);

        final String path;
        final String streamPath;

        @org.jspecify.annotations.Nullable
        final String keyHeader;

        final String sent;
        final String answer;
        final String stream;

        Provider(
                String path,
                String streamPath,
                @org.jspecify.annotations.Nullable String keyHeader,
                String sent,
                String answer,
                String stream) {
            this.path = path;
            this.streamPath = streamPath;
            this.keyHeader = keyHeader;
            this.sent = sent;
            this.answer = answer;
            this.stream = stream;
        }

        LanguageModel model() {
            return new LanguageModels()
                    .languageModel(Configured.with(Map.of(
                            "provider",
                            name().toLowerCase(java.util.Locale.ROOT),
                            "base-url",
                            SERVER.baseUrl() + "/",
                            "api-key",
                            SECRET,
                            "model",
                            "m",
                            "max-answer-size",
                            "4K")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void answer_ofAQuestion_isAskedAndToldInTheProvidersOwnWords(Provider provider) {
        SERVER.stubFor(post(urlEqualTo(provider.path)).willReturn(okJson(provider.answer)));
        LanguageModel model = provider.model();
        ChatResponse answer = model.answer(QUESTION);
        assertEquals("Zehn é", answer.aiMessage().text());
        assertEquals(FinishReason.STOP, answer.finishReason());
        assertEquals(3, answer.tokenUsage().inputTokenCount());
        assertEquals(2, answer.tokenUsage().outputTokenCount());
        assertEquals(provider.name().toLowerCase(java.util.Locale.ROOT), model.provider());
        var request =
                postRequestedFor(urlEqualTo(provider.path)).withRequestBody(equalToJson(provider.sent, true, true));
        SERVER.verify(provider.keyHeader == null ? request : request.withHeader(provider.keyHeader, equalTo(SECRET)));
    }

    @ParameterizedTest
    @EnumSource
    void stream_ofAQuestion_tellsThePartsAndTheWhole(Provider provider) {
        SERVER.stubFor(post(urlEqualTo(provider.streamPath))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "text/event-stream")
                        .withBody(provider.stream)));
        List<String> parts = new CopyOnWriteArrayList<>();
        ChatResponse answer = provider.model().stream(QUESTION, parts::add).join();
        assertEquals(List.of("Zehn", " é"), parts);
        assertEquals("Zehn é", answer.aiMessage().text());
        assertEquals(FinishReason.STOP, answer.finishReason());
    }

    @ParameterizedTest
    @EnumSource
    void answer_thatIsLimited_tellsWhatTheProviderSays(Provider provider) {
        SERVER.stubFor(post(WireMock.anyUrl())
                .willReturn(jsonResponse(
                                "{\"error\": {\"type\": \"rate_limit_error\", \"message\": \"Slow down, " + SECRET
                                        + "\"}}",
                                429)
                        .withHeader("Retry-After", "2")));
        ModelFailure failure =
                assertThrows(ModelFailure.class, () -> provider.model().answer(QUESTION));
        assertEquals(Kind.LIMITED, failure.kind());
        assertEquals(2, java.util.Objects.requireNonNull(failure.retryAfter()).toSeconds());
        assertFalse(String.valueOf(failure.getMessage()).contains(SECRET), failure.getMessage());
        assertTrue(String.valueOf(failure.getMessage()).contains("Slow down"), failure.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void answer_beyondTheBound_isAFailure(Provider provider) {
        SERVER.stubFor(
                post(WireMock.anyUrl()).willReturn(okJson(provider.answer.replace("Zehn", "Zehn".repeat(2_000)))));
        ModelFailure failure =
                assertThrows(ModelFailure.class, () -> provider.model().answer(QUESTION));
        assertTrue(String.valueOf(failure.getMessage()).contains("max-answer-size"), failure.getMessage());
    }

    @Test
    void ollama_thatSaysWhatIsWrongInAText_isHeard() {
        SERVER.stubFor(post(WireMock.anyUrl()).willReturn(jsonResponse("{\"error\": \"model is loading\"}", 500)));
        ModelFailure failure =
                assertThrows(ModelFailure.class, () -> Provider.OLLAMA.model().answer(QUESTION));
        assertTrue(String.valueOf(failure.getMessage()).contains("model is loading"), failure.getMessage());
    }
}
