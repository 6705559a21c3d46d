package io.refrain.langchain4j;

import static io.refrain.langchain4j.ScriptedModel.answer;
import static io.refrain.langchain4j.ScriptedModel.question;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.refrain.answers.AskedOnceContract;
import io.refrain.answers.Settings;
import io.refrain.answers.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every model of LangChain4j does beside that. */
abstract class AnswersContract extends AskedOnceContract<ChatRequest, ChatResponse> {
    final ScriptedModel model = new ScriptedModel();
    AnswerCache answers = AnswerCache.of(cache);

    @Override
    protected void keepIn(Cache<String, String> cache, @Nullable String identity) {
        AnswerCache.Builder builder = AnswerCache.builder(cache);
        answers = (identity == null ? builder : builder.identity(identity)).build();
    }

    @Override
    protected ChatRequest questionOf(List<Turn> turns, Settings settings) {
        return ChatRequest.builder()
                .messages(turns.stream().map(AnswersContract::message).toList())
                .modelName(settings.model())
                .temperature(settings.temperature())
                .topP(settings.topP())
                .presencePenalty(settings.presencePenalty())
                .frequencyPenalty(settings.frequencyPenalty())
                .maxOutputTokens(settings.maxTokens())
                .stopSequences(settings.stop())
                .toolSpecifications(settings.tools().stream()
                        .map(name -> ToolSpecification.builder().name(name).build())
                        .toList())
                .build();
    }

    private static ChatMessage message(Turn turn) {
        String of = Objects.requireNonNullElse(turn.of(), "");
        return switch (turn.role()) {
            case SYSTEM -> SystemMessage.from(turn.text());
            case USER ->
                turn.of() == null
                        ? UserMessage.from(turn.text())
                        : UserMessage.from(TextContent.from(turn.text()), ImageContent.from(of));
            case ASSISTANT -> AiMessage.from(turn.text());
            case CALL ->
                AiMessage.from(ToolExecutionRequest.builder()
                        .id("1")
                        .name(of)
                        .arguments(turn.text())
                        .build());
            case RESULT -> ToolExecutionResultMessage.from("1", of, turn.text());
        };
    }

    @Override
    protected ChatResponse answerOf(String text, Reason reason) {
        return answer(
                text,
                switch (reason) {
                    case STOP -> FinishReason.STOP;
                    case LENGTH -> FinishReason.LENGTH;
                    case FILTER -> FinishReason.CONTENT_FILTER;
                    case NONE -> null;
                });
    }

    @Override
    protected ChatResponse calling(String tool) {
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(ToolExecutionRequest.builder()
                        .id("1")
                        .name(tool)
                        .arguments("{}")
                        .build()))
                .finishReason(FinishReason.TOOL_EXECUTION)
                .build();
    }

    @Override
    protected void answering(Function<ChatRequest, ChatResponse> script) {
        model.script = script::apply;
    }

    @Override
    protected int calls() {
        return model.calls.get();
    }

    @Override
    protected String text(@Nullable ChatResponse answer) {
        return String.valueOf(Objects.requireNonNull(answer).aiMessage().text());
    }

    @Override
    protected String log() {
        return AnswerCache.class.getName();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.refrain.langchain4j.QuestionKeyTest#adversarialConversations")
    void ask_conversationsThatDiffer_areAskedEach(String what, List<ChatMessage> one, List<ChatMessage> other) {
        ask(ChatRequest.builder().messages(one).build());
        ask(ChatRequest.builder().messages(other).build());
        assertEquals(2, model.calls.get());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.refrain.langchain4j.QuestionKeyTest#adversarialParameters")
    void ask_withParametersThatDiffer_isAskedEach(String what, ChatRequest one, ChatRequest other) {
        ask(one);
        ask(other);
        assertEquals(2, model.calls.get());
    }

    @Test
    void ask_ofAModelWithOtherDefaults_isAskedAnew() {
        ask(question("a"));
        model.defaults = ChatRequestParameters.builder()
                .modelName("scripted")
                .temperature(0.5)
                .build();
        ask(question("a"));
        assertEquals(2, model.calls.get());
    }

    @Test
    void ask_withWhatIsTheDefaultAnyway_isTheSameQuestion() {
        model.defaults = ChatRequestParameters.builder()
                .modelName("scripted")
                .temperature(0.5)
                .build();
        ask(question("a"));
        ask(question("a").toBuilder().temperature(0.5).build());
        assertEquals(1, model.calls.get());
    }

    @Test
    void ask_ofAModelThatDoesNotSayWhichItIs_isRefusedUnlessTheCacheSays() {
        model.defaults = ChatRequestParameters.builder().build();
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> ask(question("a")))
                .getMessage());
        assertTrue(message.contains("identity"), message);
        answers = AnswerCache.builder(cache).identity("mine").build();
        ask(question("a"));
        ask(question("a"));
        assertEquals(1, model.calls.get());
    }

    @Test
    void ask_withListeners_tellsThemOfAHitAndMarksIt() {
        List<String> told = new ArrayList<>();
        model.listeners.add(new Recording(told));
        ask(question("a"));
        ask(question("a"));
        assertEquals(List.of("asked null", "answered null", "asked hit", "answered hit"), told);
    }

    @Test
    void ask_withAListenerThatFails_isAnsweredAllTheSame() {
        model.listeners.add(new ChatModelListener() {
            @Override
            public void onResponse(ChatModelResponseContext context) {
                throw new IllegalStateException("on purpose");
            }
        });
        assertEquals(ask(question("a")), ask(question("a")));
        assertEquals(1, model.calls.get());
    }

    private record Recording(List<String> told) implements ChatModelListener {
        @Override
        public void onRequest(ChatModelRequestContext context) {
            told.add("asked " + context.attributes().get(CachingChatModel.CACHE_STATUS));
        }

        @Override
        public void onResponse(ChatModelResponseContext context) {
            told.add("answered " + context.attributes().get(CachingChatModel.CACHE_STATUS));
        }

        @Override
        public void onError(ChatModelErrorContext context) {
            told.add("failed " + context.attributes().get(CachingChatModel.CACHE_STATUS));
        }
    }
}
