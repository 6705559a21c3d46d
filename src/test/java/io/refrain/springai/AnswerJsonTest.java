package io.refrain.springai;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.PromptMetadata;
import org.springframework.ai.chat.metadata.PromptMetadata.PromptFilterMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.content.Media;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/** An answer is the same after it was stored. */
class AnswerJsonTest {

    private static ChatResponse stored(ChatResponse answer) {
        List<ChatResponse> parts = AnswerJson.read(AnswerJson.write(List.of(answer)));
        assertEquals(1, parts.size());
        return parts.get(0);
    }

    @Test
    void read_ofAnAnswerWithEverything_isTheSame() {
        Map<String, Object> properties = Map.of(
                "reasoningContent",
                "hm",
                "index",
                0,
                "created",
                7L,
                "ratio",
                0.5,
                "calls",
                List.of(new ToolCall("2", "function", "a", "{}")),
                "nested",
                Map.of("list", List.of(1, "two", true), "@type", "no type"),
                "words",
                Set.of("a"));
        AssistantMessage message = AssistantMessage.builder()
                .content("text")
                .properties(properties)
                .toolCalls(List.of(new ToolCall("1", "function", "weather", "{\"city\":\"Ulm\"}")))
                .build();
        ChatGenerationMetadata metadata = ChatGenerationMetadata.builder()
                .finishReason("TOOL_CALLS")
                .metadata("logprobs", List.of(0.25))
                .contentFilters(Set.of("hate"))
                .build();
        ChatResponse answer = new ChatResponse(
                List.of(new Generation(message, metadata), new Generation(new AssistantMessage("second"))),
                ChatResponseMetadata.builder()
                        .id("id-1")
                        .model("m")
                        .keyValue("created", 12345678901L)
                        .usage(new DefaultUsage(1, 2, 3, new ToolCall("as", "any", "record", "is")))
                        .promptMetadata(PromptMetadata.of(PromptFilterMetadata.from(1, Map.of("hate", false))))
                        .build());
        ChatResponse stored = stored(answer);
        assertEquals(answer.getResults(), stored.getResults());
        assertEquals("id-1", stored.getMetadata().getId());
        assertEquals("m", stored.getMetadata().getModel());
        assertEquals(12345678901L, stored.getMetadata().<Object>get("created"));
        assertEquals(answer.getMetadata().getUsage(), stored.getMetadata().getUsage());
        PromptFilterMetadata filter =
                stored.getMetadata().getPromptMetadata().iterator().next();
        assertEquals(1, filter.getPromptIndex());
        assertEquals(Map.of("hate", false), filter.<Object>getContentFilterMetadata());
    }

    @Test
    void read_ofAnAnswerWithMedia_hasThem() {
        byte[] sound = {1, 2, 3};
        AssistantMessage message = AssistantMessage.builder()
                .content("hear")
                .media(List.of(Media.builder()
                        .id("7")
                        .name("song")
                        .mimeType(MimeTypeUtils.parseMimeType("audio/mp3"))
                        .data(new ByteArrayResource(sound))
                        .build()))
                .build();
        Media stored = stored(ScriptedModel.of(message, "STOP"))
                .getResult()
                .getOutput()
                .getMedia()
                .get(0);
        assertEquals("7", stored.getId());
        assertEquals("song", stored.getName());
        assertEquals("audio/mp3", stored.getMimeType().toString());
        assertArrayEquals(sound, stored.getDataAsByteArray());
    }

    @Test
    void read_ofAnAnswerWithoutText_hasNone() {
        assertEquals(
                null,
                stored(ScriptedModel.answer(null, null)).getResult().getOutput().getText());
    }

    @Test
    void write_ofPartsThatDifferInTheirTextAlone_isOnePart() {
        List<ChatResponse> parts = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            parts.add(ScriptedModel.answer("word ", ""));
        }
        parts.add(ScriptedModel.answer("", "STOP"));
        String text = AnswerJson.write(parts);
        List<ChatResponse> stored = AnswerJson.read(text);
        assertEquals(2, stored.size());
        assertEquals(Parts.whole(parts).getResult(), Parts.whole(stored).getResult());
        assertTrue(text.length() < 6_000, () -> "is " + text.length() + " characters long");
    }

    @Test
    void write_ofAMessageThatMayHoldMore_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> AnswerJson.write(List.of(ScriptedModel.of(new Thinking("a"), "STOP"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[]",
                "{}",
                "{\"version\":2,\"parts\":[{}]}",
                "{\"version\":1,\"parts\":[]}",
                "{\"version\":1,\"parts\":[{\"generations\":[{\"media\":[{\"mime\":7}]}]}]}"
            })
    void read_ofSomethingElse_isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> AnswerJson.read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.net.URL",
                "javax.naming.InitialContext",
                "org.springframework.ai.chat.messages.UserMessage",
                "org.springframework.ai.NoSuchClass"
            })
    void read_ofAClassThatIsNoneOfSpringAisRecords_isData(String type) {
        Object read = PlainData.read(PlainData.MAPPER
                .createObjectNode()
                .put("@type", type)
                .set("@value", PlainData.MAPPER.createObjectNode().put("a", 1)));
        assertEquals(Map.of("a", 1), read);
    }

    @Test
    void write_ofABeanOfAnother_isItsData() {
        assertEquals(Map.of("name", "Ada"), PlainData.read(PlainData.write(new Bean())));
    }

    @Test
    void write_ofWhatNeverEnds_isRefused() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThrows(IllegalArgumentException.class, () -> PlainData.write(endless));
    }

    @Test
    void write_ofNumbers_keepsTheirKind() {
        for (@Nullable
        Object each : new @Nullable Object[] {1, 1L, 0.5, 0.5f, Double.NaN, Double.NEGATIVE_INFINITY, null, true}) {
            assertEquals(each, PlainData.read(PlainData.write(each)));
        }
        assertEquals(
                Objects.requireNonNull(PlainData.read(PlainData.write(new java.math.BigDecimal("1.50"))))
                        .toString(),
                "1.5");
    }

    private static final class Thinking extends AssistantMessage {
        Thinking(String content) {
            super(content);
        }
    }

    /** Neither a record nor Spring AI's. */
    public static final class Bean {
        public String getName() {
            return "Ada";
        }
    }
}
