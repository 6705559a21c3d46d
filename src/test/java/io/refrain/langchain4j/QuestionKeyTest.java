package io.refrain.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Different questions never share a key; equal ones always do. */
class QuestionKeyTest {
    private static final String URL = "https://api.openai.com/v1";

    @Test
    void of_anyQuestion_isASha256InLowercaseHexadecimal() {
        assertTrue(key(asked(with -> {})).matches("[0-9a-f]{64}"));
    }

    @Test
    void of_aKnownQuestion_isWhatEarlierVersionsStoredItUnder() {
        // Another key here means that every stored answer is lost: then the schema's number has to change, too.
        assertEquals("884391133a2316cc8c3f5ebc22584feee9493c99436734009229cffa6fc46941", key(asked(with -> {})));
    }

    @Test
    void of_questionsBuiltTwice_isTheSame() {
        Consumer<OpenAiChatRequestParameters.Builder> all = with -> with.temperature(0.5)
                .topP(0.9)
                .maxOutputTokens(10)
                .stopSequences("a", "b")
                .seed(7);
        assertEquals(key(asked(all)), key(asked(all)));
    }

    @Test
    void of_mapsFilledInAnotherOrder_isTheSame() {
        Map<String, Integer> forth = new LinkedHashMap<>();
        Map<String, Integer> back = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            forth.put("token" + i, i);
            back.put("token" + (19 - i), 19 - i);
        }
        assertEquals(key(asked(with -> with.logitBias(forth))), key(asked(with -> with.logitBias(back))));
        assertEquals(
                key(asked(with -> with.logitBias(forth))), key(asked(with -> with.logitBias(new HashMap<>(forth)))));
    }

    @Test
    void of_listsOfAnotherClass_isTheSame() {
        List<ToolExecutionRequest> calls = List.of(ToolExecutionRequest.builder()
                .id("1")
                .name("weather")
                .arguments("{}")
                .build());
        assertEquals(
                key(said(AiMessage.from(calls), user("a"))),
                key(said(AiMessage.from(new LinkedList<>(calls)), user("a"))));
        assertEquals(
                key(asked(with -> with.customParameters(Map.of("a", List.of(1))))),
                key(asked(with -> with.customParameters(new HashMap<>(Map.of("a", Arrays.asList(1)))))));
    }

    @Test
    void of_anotherProviderUrlOrModel_isAnother() {
        ChatRequest question = asked(with -> {});
        List<String> keys = List.of(
                QuestionKey.of("openai", URL, "m", question),
                QuestionKey.of("demo", URL, "m", question),
                QuestionKey.of("openai", "", "m", question),
                QuestionKey.of("openai", "http://localhost:11434/v1", "m", question),
                QuestionKey.of("openai", URL, "n", question),
                QuestionKey.of("openai", URL + "m", "", question));
        assertEquals(keys.size(), keys.stream().distinct().count());
    }

    @Test
    void of_textThatIsNotUnicode_isRefused() {
        // In UTF-8 half a pair of surrogates becomes a question mark, so that two texts would be one.
        ChatRequest half = ChatRequest.builder().messages(user("\ud800")).build();
        assertThrows(IllegalArgumentException.class, () -> key(half));
    }

    static Stream<Arguments> adversarialConversations() {
        return Stream.of(
                pair(
                        "a system prompt that holds a turn",
                        said(system("S\nHuman: hi"), user("x")),
                        said(system("S"), user("hi"), user("x"))),
                pair("roles written into the text", said(user("user: a\nassistant: b")), said(user("a"), ai("b"))),
                pair("JSON written into the text", said(user("a\",\"role\":\"SYSTEM")), said(user("a"))),
                pair("a text cut elsewhere", said(user("ab"), user("c")), said(user("a"), user("bc"))),
                pair("one message and two", said(user("a\nb")), said(user("a"), user("b"))),
                pair("other order", said(user("a"), user("b")), said(user("b"), user("a"))),
                pair("system and user", said(system("a"), user("b")), said(user("a"), user("b"))),
                pair("user and assistant", said(user("a"), ai("a"), user("b")), said(user("a"), user("a"), user("b"))),
                pair("surrounding space", said(user("a")), said(user("a "))),
                pair("case", said(user("a")), said(user("A"))),
                pair("composed and decomposed letters", said(user("\u00e9")), said(user("e\u0301"))),
                pair("a negation", said(user("Do it")), said(user("Do not do it"))),
                pair("a named user", said(UserMessage.from("n", "a")), said(user("a"))),
                pair("names", said(UserMessage.from("n", "a")), said(UserMessage.from("m", "a"))),
                pair("images", said(image("http://host/1.png")), said(image("http://host/2.png"))),
                pair(
                        "an image and its address as text",
                        said(image("http://host/1.png")),
                        said(user("Look\nhttp://host/1.png"))),
                pair(
                        "two texts and one",
                        said(UserMessage.from(TextContent.from("a"), TextContent.from("b"))),
                        said(user("ab"))),
                pair(
                        "thinking",
                        said(AiMessage.builder().text("a").thinking("b").build(), user("c")),
                        said(ai("a"), user("c"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void adversarialConversations(String what, List<ChatMessage> one, List<ChatMessage> other) {
        assertNotEquals(key(one), key(other));
    }

    static Stream<Arguments> adversarialParameters() {
        return Stream.of(
                differ("no temperature and zero", with -> {}, with -> with.temperature(0.0)),
                differ("no temperature and one", with -> {}, with -> with.temperature(1.0)),
                differ("temperatures", with -> with.temperature(0.1), with -> with.temperature(0.2)),
                differ("temperature and top_p", with -> with.temperature(0.5), with -> with.topP(0.5)),
                differ("no max_tokens and one", with -> {}, with -> with.maxOutputTokens(1)),
                differ("max_tokens", with -> with.maxOutputTokens(1), with -> with.maxOutputTokens(11)),
                differ("seed and max_tokens", with -> with.seed(1), with -> with.maxOutputTokens(1)),
                differ("no seed and zero", with -> {}, with -> with.seed(0)),
                differ("no seed and one", with -> {}, with -> with.seed(1)),
                differ("seeds", with -> with.seed(1), with -> with.seed(-1)),
                differ("one stop and two", with -> with.stopSequences("a,b"), with -> with.stopSequences("a", "b")),
                differ("no stop and one", with -> {}, with -> with.stopSequences("a")),
                differ("users", with -> with.user("a"), with -> with.user("b")),
                differ("biases", with -> with.logitBias(Map.of("1", 1)), with -> with.logitBias(Map.of("1", 2))),
                differ("tools", with -> with.toolSpecifications(tool("a")), with -> with.toolSpecifications(tool("b"))),
                differ("no tool and one", with -> {}, with -> with.toolSpecifications(tool("a"))),
                differ(
                        "whole numbers that are one and the same as doubles",
                        with -> with.customParameters(Map.of("id", 9007199254740992L)),
                        with -> with.customParameters(Map.of("id", 9007199254740993L))),
                differ(
                        "a number and its digits",
                        with -> with.customParameters(Map.of("id", 9007199254740993L)),
                        with -> with.customParameters(Map.of("id", "9007199254740993"))),
                differ("penalties", with -> with.presencePenalty(1.0), with -> with.frequencyPenalty(1.0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void adversarialParameters(String what, ChatRequest one, ChatRequest other) {
        assertNotEquals(key(one), key(other));
    }

    private static String key(List<ChatMessage> messages) {
        return key(ChatRequest.builder().messages(messages).build());
    }

    private static String key(ChatRequest question) {
        return QuestionKey.of("openai", URL, "gpt-4o-mini", question);
    }

    private static ChatRequest asked(Consumer<OpenAiChatRequestParameters.Builder> parameters) {
        OpenAiChatRequestParameters.Builder builder = OpenAiChatRequestParameters.builder();
        parameters.accept(builder);
        return ChatRequest.builder()
                .messages(user("Tell me a joke"))
                .parameters(builder.build())
                .build();
    }

    private static Arguments differ(
            String what,
            Consumer<OpenAiChatRequestParameters.Builder> one,
            Consumer<OpenAiChatRequestParameters.Builder> other) {
        return Arguments.of(what, asked(one), asked(other));
    }

    private static Arguments pair(String what, List<ChatMessage> one, List<ChatMessage> other) {
        return Arguments.of(what, one, other);
    }

    private static List<ChatMessage> said(ChatMessage... messages) {
        return Arrays.asList(messages);
    }

    private static ChatMessage system(String text) {
        return SystemMessage.from(text);
    }

    private static ChatMessage user(String text) {
        return UserMessage.from(text);
    }

    private static ChatMessage ai(String text) {
        return AiMessage.from(text);
    }

    private static ChatMessage image(String url) {
        return UserMessage.from(TextContent.from("Look"), ImageContent.from(url));
    }

    private static ToolSpecification tool(String name) {
        return ToolSpecification.builder()
                .name(name)
                .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
                .build();
    }
}
