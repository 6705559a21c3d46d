package io.refrain.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.refrain.jcache.internal.config.KeyReader;
import io.refrain.jcache.internal.config.Settings;
import io.refrain.langchain4j.QuestionKey;
import io.refrain.llm.ConfiguredModels;
import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.ChatConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a question's tools and parameters become at the providers that have an API of their own. */
class OtherProvidersQuestionsTest {
    private static final String TOOLS =
            """
            "tools": [{"type": "function", "function": {"name": "weather", "description": "of a city", "parameters": {
              "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}], "tool_choice": "required"
            """;

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private final QuestionParser parser = new QuestionParser(config());

    /** A provider: what it gets of a question with parameters and tools, and its call of one. */
    enum Provider {
        ANTHROPIC(
                "/messages",
                """
                {"max_tokens": 7, "temperature": 0.5, "top_p": 0.25, "stop_sequences": ["END"]}
                """,
                """
                {"tools": [{"name": "weather", "description": "of a city", "input_schema": {
                   "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}],
                 "tool_choice": {"type": "any"}}
                """,
                """
                {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "tool_use",
                 "content": [{"type": "tool_use", "id": "call_1", "name": "weather", "input": {"city": "Ulm"}}],
                 "usage": {"input_tokens": 3, "output_tokens": 2}}
                """),
        GEMINI(
                "/models/m:generateContent",
                """
                {"generationConfig": {"maxOutputTokens": 7, "temperature": 0.5, "topP": 0.25, "stopSequences": ["END"]}}
                """,
                """
                {"tools": [{"functionDeclarations": [{"name": "weather", "description": "of a city", "parameters": {
                   "type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}}]}],
                 "toolConfig": {"functionCallingConfig": {"mode": "ANY"}}}
                """,
                """
                {"candidates": [{"content": {"role": "model", "parts": [{"functionCall": {"name": "weather", "args": {"city": "Ulm"}}}]},
                   "finishReason": "STOP", "index": 0}], "usageMetadata": {"promptTokenCount": 3, "totalTokenCount": 5}, "modelVersion": "m"}
                """),
        OLLAMA(
                "/api/chat",
                """
                {"options": {"num_predict": 7, "temperature": 0.5, "top_p": 0.25, "stop": ["END"]}}
                """,
                """
                {"tools": [{"type": "function", "function": {"name": "weather", "description": "of a city", "parameters": {
                   "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]}
                """,
                """
                {"model": "m", "created_at": "2026-11-25T12:00:00Z", "message": {"role": "assistant", "content": "",
                   "tool_calls": [{"function": {"name": "weather", "arguments": {"city": "Ulm"}}}]},
                 "done": true, "done_reason": "stop", "prompt_eval_count": 3, "eval_count": 2}
                """);

        private final String path;
        private final String parameters;
        private final String tools;
        private final String call;

        Provider(String path, String parameters, String tools, String call) {
            this.path = path;
            this.parameters = parameters;
            this.tools = tools;
            this.call = call;
        }

        LanguageModel model() {
            return ConfiguredModels.of(Map.of(
                    "provider", toString(), "base-url", SERVER.baseUrl() + "/", "api-key", "none", "model", "m"));
        }

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void question_withParameters_hasThemOnTheWire(Provider provider) {
        ask(
                provider,
                "\"max_tokens\": 7, \"temperature\": 0.5, \"top_p\": 0.25, \"stop\": \"END\", \"n\": 1",
                provider.parameters);
    }

    @ParameterizedTest
    @EnumSource
    void question_withTools_hasThemOnTheWire_andTheirCallsComeBack(Provider provider) {
        // Ollama chooses for itself.
        String tools = provider == Provider.OLLAMA ? TOOLS.replaceFirst(", \"tool_choice\".*", "") : TOOLS;
        List<ToolExecutionRequest> calls = ask(provider, tools, provider.tools);
        assertEquals(1, calls.size());
        assertEquals("weather", calls.get(0).name());
        assertEquals("{\"city\":\"Ulm\"}", calls.get(0).arguments().replaceAll("\\s", ""));
    }

    @Test
    void seed_forOllama_isOnTheWireAndPartOfTheKey() {
        ask(Provider.OLLAMA, "\"seed\": 7", "{\"options\": {\"seed\": 7}}");
        assertNotEquals(key(Provider.OLLAMA, "\"seed\": 7"), key(Provider.OLLAMA, "\"seed\": 8"));
        assertNotEquals(key(Provider.OLLAMA, "\"seed\": 7"), key(Provider.OLLAMA, "\"n\": 1"));
    }

    @Test
    void user_forAnthropic_isOnTheWireAndPartOfTheKey() {
        ask(Provider.ANTHROPIC, "\"user\": \"u-1\"", "{\"metadata\": {\"user_id\": \"u-1\"}}");
        assertNotEquals(key(Provider.ANTHROPIC, "\"user\": \"u-1\""), key(Provider.ANTHROPIC, "\"user\": \"u-2\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ANTHROPIC | \"seed\": 1             | seed",
                "ANTHROPIC | \"logit_bias\": {\"1\": 1} | logit_bias",
                "ANTHROPIC | \"logprobs\": true      | logprobs",
                "GEMINI    | \"seed\": 1             | seed",
                "GEMINI    | \"user\": \"u\"         | user",
                "GEMINI    | \"logprobs\": true      | logprobs",
                "OLLAMA    | \"user\": \"u\"         | user",
                "OLLAMA    | \"logit_bias\": {\"1\": 1} | logit_bias",
                "OLLAMA    | \"top_logprobs\": 1     | top_logprobs",
            })
    void question_withWhatAProviderHasNoPlaceFor_isRefusedAndSaysWhich(
            Provider provider, String parameter, String field) {
        BadQuestion refused = assertThrows(BadQuestion.class, () -> request(provider, parameter));
        assertEquals(400, refused.status());
        assertEquals(field, refused.field());
        assertTrue(String.valueOf(refused.getMessage()).contains(provider.toString()), refused.getMessage());
    }

    private List<ToolExecutionRequest> ask(Provider provider, String parameters, String onTheWire) {
        SERVER.stubFor(post(urlEqualTo(provider.path)).willReturn(okJson(provider.call)));
        var answer = provider.model().answer(request(provider, parameters));
        SERVER.verify(postRequestedFor(urlEqualTo(provider.path)).withRequestBody(equalToJson(onTheWire, true, true)));
        return answer.aiMessage().toolExecutionRequests();
    }

    private String key(Provider provider, String parameters) {
        return QuestionKey.of(provider.toString(), "", "m", request(provider, parameters));
    }

    private ChatRequest request(Provider provider, String parameters) {
        String question = "{\"prompt\": \"How is the weather in Ulm?\", " + parameters + "}";
        return new ChatRequests(provider.model(), config())
                .of(parser.ofJson(question.getBytes(StandardCharsets.UTF_8)));
    }

    private static ChatConfig config() {
        return new ChatConfig(new KeyReader(Settings.only(Map.of())));
    }
}
