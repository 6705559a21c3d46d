package io.refrain.springai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.answers.AskedOnceContract;
import io.refrain.answers.Settings;
import io.refrain.answers.Turn;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.util.MimeTypeUtils;

/** What every adapter for Spring AI does beside that. */
abstract class AnswersContract extends AskedOnceContract<Prompt, ChatResponse> {
    final ScriptedModel model = new ScriptedModel();
    AnswerCache answers = AnswerCache.of(cache);

    @Override
    protected void keepIn(Cache<String, String> cache, @Nullable String identity) {
        AnswerCache.Builder builder = AnswerCache.builder(cache);
        answers = (identity == null ? builder : builder.identity(identity)).build();
    }

    @Override
    protected Prompt questionOf(List<Turn> turns, Settings settings) {
        ToolCallingChatOptions options = ToolCallingChatOptions.builder()
                .model(settings.model())
                .temperature(settings.temperature())
                .topP(settings.topP())
                .presencePenalty(settings.presencePenalty())
                .frequencyPenalty(settings.frequencyPenalty())
                .maxTokens(settings.maxTokens())
                .stopSequences(settings.stop())
                .toolCallbacks(
                        settings.tools().stream().map(name -> tool(name, name)).toList())
                .internalToolExecutionEnabled(false)
                .build();
        List<Message> messages = turns.stream().map(AnswersContract::message).toList();
        return new Prompt(messages, settings.equals(Settings.NONE) ? null : options);
    }

    private static Message message(Turn turn) {
        String of = Objects.requireNonNullElse(turn.of(), "");
        return switch (turn.role()) {
            case SYSTEM -> new SystemMessage(turn.text());
            case USER -> turn.of() == null ? new UserMessage(turn.text()) : image(turn.text(), of, Map.of());
            case ASSISTANT -> new AssistantMessage(turn.text());
            case CALL ->
                AssistantMessage.builder()
                        .content("")
                        .toolCalls(List.of(new ToolCall("1", "function", of, turn.text())))
                        .build();
            case RESULT ->
                ToolResponseMessage.builder()
                        .responses(List.of(new ToolResponse("1", of, turn.text())))
                        .build();
        };
    }

    static UserMessage image(String text, String url, Map<String, Object> metadata) {
        return UserMessage.builder()
                .text(text)
                .media(new Media(MimeTypeUtils.IMAGE_PNG, URI.create(url)))
                .metadata(metadata)
                .build();
    }

    static ToolCallback tool(String name, String description) {
        return FunctionToolCallback.builder(name, (String city) -> name + " in " + city)
                .description(description)
                .inputType(String.class)
                .build();
    }

    static Prompt prompt(String text) {
        return new Prompt(text);
    }

    @Override
    protected ChatResponse answerOf(String text, Reason reason) {
        return ScriptedModel.answer(
                text,
                switch (reason) {
                    case STOP -> "STOP";
                    case LENGTH -> "LENGTH";
                    case FILTER -> "CONTENT_FILTER";
                    case NONE -> null;
                });
    }

    @Override
    protected ChatResponse calling(String tool) {
        return ScriptedModel.calling(tool, "{}");
    }

    @Override
    protected void answering(Function<Prompt, ChatResponse> script) {
        model.script = script::apply;
    }

    @Override
    protected int calls() {
        return model.calls.get();
    }

    @Override
    protected String text(@Nullable ChatResponse answer) {
        return String.valueOf(
                Objects.requireNonNull(answer).getResult().getOutput().getText());
    }

    @Override
    protected String log() {
        return AnswerCache.class.getName();
    }

    static @Nullable Object status(@Nullable ChatResponse answer) {
        return Objects.requireNonNull(answer).getMetadata().get(CachingChatModel.CACHE_STATUS);
    }

    @Test
    void ask_whatWasAsked_isMarkedAsAHit() {
        assertEquals(null, status(ask(prompt("a"))));
        assertEquals(CachingChatModel.HIT, status(ask(prompt("a"))));
    }

    static Stream<Arguments> alike() {
        return Stream.of(
                pair("what is the default anyway", prompt("a"), new Prompt("a", new ScriptedModel().defaults)),
                pair(
                        "the same image as another object",
                        new Prompt(image("Look", "http://host/1.png", Map.of())),
                        new Prompt(image("Look", "http://host/1.png", Map.of()))),
                pair("what came with an answer that is history", history("id-1", "STOP"), history("id-2", "stop")),
                pair(
                        "who runs the tools, and what they are handed",
                        optional(options -> options.setTemperature(0.5)),
                        optional(options -> {
                            options.setTemperature(0.5);
                            options.setToolContext(Map.of("user", new Object()));
                            options.setInternalToolExecutionEnabled(false);
                        })));
    }

    private static Prompt history(String id, String reason) {
        return new Prompt(
                new UserMessage("a"),
                AssistantMessage.builder()
                        .content("b")
                        .properties(Map.of("id", id, "finishReason", reason, "role", "ASSISTANT"))
                        .build(),
                new UserMessage("c"));
    }

    private static Prompt optional(Consumer<DefaultToolCallingChatOptions> said) {
        DefaultToolCallingChatOptions options = new DefaultToolCallingChatOptions();
        said.accept(options);
        return new Prompt("a", options);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void alike(String what, Prompt one, Prompt other) {
        ask(one);
        ask(other);
        assertEquals(1, calls());
    }

    static Stream<Arguments> apart() {
        return Stream.of(
                pair(
                        "what a tool is for",
                        offering(tool("weather", "The weather of today")),
                        offering(tool("weather", "The weather of tomorrow"))),
                pair(
                        "what a tool takes",
                        offering(tool("weather", "w")),
                        offering(FunctionToolCallback.builder("weather", (Integer code) -> "")
                                .description("w")
                                .inputType(Integer.class)
                                .build())),
                pair(
                        "tools by name",
                        optional(options -> {
                            options.setToolNames(java.util.Set.of("a"));
                            options.setInternalToolExecutionEnabled(false);
                        }),
                        optional(options -> {
                            options.setToolNames(java.util.Set.of("b"));
                            options.setInternalToolExecutionEnabled(false);
                        })),
                pair("images with other bytes", new Prompt(bytes(new byte[] {1, 2})), new Prompt(bytes(new byte[] {1, 3
                }))),
                pair(
                        "the class of the options",
                        optional(options -> {}),
                        new Prompt("a", ChatOptions.builder().build())),
                pair(
                        "what the model thought",
                        new Prompt(new UserMessage("a"), thought("hm"), new UserMessage("b")),
                        new Prompt(new UserMessage("a"), thought("oh"), new UserMessage("b"))));
    }

    private static Message thought(String thinking) {
        return AssistantMessage.builder()
                .content("b")
                .properties(Map.of("reasoningContent", thinking))
                .build();
    }

    private static UserMessage bytes(byte[] image) {
        return UserMessage.builder()
                .text("Look")
                .media(Media.builder()
                        .mimeType(MimeTypeUtils.IMAGE_PNG)
                        .data(new org.springframework.core.io.ByteArrayResource(image))
                        .build())
                .build();
    }

    static Prompt offering(ToolCallback... tools) {
        return new Prompt(
                "a",
                ToolCallingChatOptions.builder()
                        .toolCallbacks(tools)
                        .internalToolExecutionEnabled(false)
                        .build());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void apart(String what, Prompt one, Prompt other) {
        ask(one);
        ask(other);
        assertEquals(2, calls());
        ask(one);
        ask(other);
        assertEquals(2, calls());
    }

    @Test
    void ask_ofAModelWithOtherDefaults_isAskedAnew() {
        ask(prompt("a"));
        model.defaults = ToolCallingChatOptions.builder()
                .model("scripted")
                .temperature(0.5)
                .build();
        ask(prompt("a"));
        assertEquals(2, calls());
    }

    @Test
    void ask_ofAModelThatDoesNotSayWhichItIs_isRefusedUnlessTheCacheSays() {
        model.defaults = ChatOptions.builder().build();
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> ask(prompt("a")))
                .getMessage());
        assertTrue(message.contains("identity"), message);
        keepIn(cache, "mine");
        ask(prompt("a"));
        ask(prompt("a"));
        assertEquals(1, calls());
    }

    @Test
    void ask_whenTheModelByItselfIsBounded_keepsNoCutAnswer() {
        model.defaults = ToolCallingChatOptions.builder()
                .model("scripted")
                .maxTokens(500)
                .build();
        answering(prompt -> answerOf("a", Reason.LENGTH));
        // A chat client says again what the model has by itself.
        ask(new Prompt("a", model.defaults));
        ask(new Prompt("a", model.defaults));
        assertEquals(2, calls());
    }

    @Test
    void ask_whenTheModelCallsAToolThatWasOffered_isAnsweredFromTheCacheWithTheCall() {
        answering(prompt -> calling("weather"));
        ask(offering(tool("weather", "w")));
        ChatResponse again = ask(offering(tool("weather", "w")));
        assertEquals(
                List.of(new ToolCall("1", "function", "weather", "{}")),
                Objects.requireNonNull(again).getResult().getOutput().getToolCalls());
        assertEquals(1, calls());
    }

    @Test
    void ask_whenTheModelWouldRunToolsItself_isAskedEachTimeAndToldOnce() {
        Prompt running = new Prompt(
                "a",
                ToolCallingChatOptions.builder()
                        .toolCallbacks(tool("weather", "w"))
                        .build());
        List<String> told = told(() -> {
            ask(running);
            ask(running);
        });
        assertEquals(2, calls());
        assertEquals(1, told.size(), told::toString);
    }

    private static Arguments pair(String what, Prompt one, Prompt other) {
        return Arguments.of(what, one, other);
    }
}
