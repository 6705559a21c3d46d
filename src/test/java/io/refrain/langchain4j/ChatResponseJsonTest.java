package io.refrain.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.model.anthropic.AnthropicChatResponseMetadata;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import dev.langchain4j.model.openai.LogProb;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer is after it was stored. */
class ChatResponseJsonTest {

    static Stream<ChatResponse> answers() {
        AiMessage text = AiMessage.from("a \ud83d\ude00 \"b\"\n");
        return Stream.of(
                ChatResponse.builder().aiMessage(text).build(),
                ChatResponse.builder()
                        .aiMessage(AiMessage.builder()
                                .text("t")
                                .thinking("hm")
                                .attributes(Map.of("signature", "s", "n", 1))
                                .toolExecutionRequests(List.of(
                                        ToolExecutionRequest.builder()
                                                .id("1")
                                                .name("f")
                                                .arguments("{\"a\":1}")
                                                .build(),
                                        ToolExecutionRequest.builder()
                                                .name("g")
                                                .arguments("")
                                                .build()))
                                .build())
                        .id("id")
                        .modelName("m")
                        .tokenUsage(new TokenUsage(1, null, 4))
                        .finishReason(FinishReason.TOOL_EXECUTION)
                        .build(),
                of(
                        text,
                        OpenAiChatResponseMetadata.builder()
                                .id("id")
                                .modelName("m")
                                .finishReason(FinishReason.OTHER)
                                .created(1L)
                                .serviceTier("default")
                                .systemFingerprint("fp")
                                .logProbs(List.of(LogProb.builder()
                                        .token("a")
                                        .logprob(-0.5)
                                        .bytes(List.of(97))
                                        .build()))
                                .tokenUsage(OpenAiTokenUsage.builder()
                                        .inputTokenCount(1)
                                        .inputTokensDetails(OpenAiTokenUsage.InputTokensDetails.builder()
                                                .cachedTokens(1)
                                                .build())
                                        .outputTokenCount(2)
                                        .outputTokensDetails(OpenAiTokenUsage.OutputTokensDetails.builder()
                                                .reasoningTokens(1)
                                                .build())
                                        .totalTokenCount(3)
                                        .build())
                                .build()),
                of(
                        text,
                        AnthropicChatResponseMetadata.builder()
                                .id("id")
                                .modelName("m")
                                .finishReason(FinishReason.STOP)
                                .tokenUsage(AnthropicTokenUsage.builder()
                                        .inputTokenCount(1)
                                        .outputTokenCount(2)
                                        .cacheReadInputTokens(3)
                                        .build())
                                .build()),
                of(
                        text,
                        ChatResponseMetadata.builder()
                                .tokenUsage(GoogleAiGeminiTokenUsage.builder()
                                        .inputTokenCount(1)
                                        .thoughtsTokenCount(2)
                                        .build())
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void read_ofWhatWasWritten_isEqual(ChatResponse answer) {
        assertEquals(answer, ChatResponseJson.read(ChatResponseJson.write(answer)));
    }

    @Test
    void write_ofAnAnswerWithItsRawExchange_leavesThatOut() {
        String json = ChatResponseJson.write(of(
                AiMessage.from("a"),
                OpenAiChatResponseMetadata.builder()
                        .rawHttpResponse(SuccessfulHttpResponse.builder()
                                .statusCode(200)
                                .headers(Map.of("set-cookie", List.of("secret")))
                                .body("{}")
                                .build())
                        .build()));
        assertFalse(json.contains("secret"), json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "not JSON",
                "{\"version\":2}",
                "{\"version\":1,\"message\":{\"type\":\"USER\",\"contents\":[]}}",
                "{\"version\":1,\"message\":{\"text\":\"a\",\"type\":\"AI\"},\"metadata\":{\"type\":\"dev.langchain4j.model.openai.OpenAiChatResponseMetadata\",\"fields\":{\"created\":\"x\"}}}"
            })
    void read_ofWhatIsNoAnswer_isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ChatResponseJson.read(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.ProcessBuilder", "dev.langchain4j.model.chat.request.ChatRequest", "no.Such"})
    void read_ofATypeThatIsNoMetadata_takesTheCommonOnes(String type) {
        ChatResponse read = ChatResponseJson.read("{\"version\":1,\"message\":{\"text\":\"a\",\"type\":\"AI\"},"
                + "\"metadata\":{\"id\":\"i\",\"type\":\"" + type + "\",\"fields\":{\"command\":[\"x\"]}}}");
        assertEquals(
                ChatResponse.builder().aiMessage(AiMessage.from("a")).id("i").build(), read);
    }

    private static ChatResponse of(AiMessage message, ChatResponseMetadata metadata) {
        return ChatResponse.builder().aiMessage(message).metadata(metadata).build();
    }
}
