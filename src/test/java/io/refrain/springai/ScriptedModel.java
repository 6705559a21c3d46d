package io.refrain.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import reactor.core.publisher.Flux;

/** A model that answers as a test says, in either form, and remembers what it is asked. Safe for use by several threads at once. */
final class ScriptedModel implements ChatModel {
    final AtomicInteger calls = new AtomicInteger();
    volatile Function<Prompt, @Nullable ChatResponse> script =
            prompt -> answer("Answer to " + prompt.getContents(), "STOP");
    volatile ChatOptions defaults =
            ToolCallingChatOptions.builder().model("scripted").build();
    /** Runs between the parts of a stream. */
    volatile Runnable between = () -> {};

    volatile int cancelled;

    static ChatResponse answer(@Nullable String text, @Nullable String reason) {
        return of(AssistantMessage.builder().content(text).build(), reason);
    }

    static ChatResponse calling(String tool, String arguments) {
        return of(
                AssistantMessage.builder()
                        .content("")
                        .toolCalls(List.of(new ToolCall("1", "function", tool, arguments)))
                        .build(),
                "TOOL_CALLS");
    }

    static ChatResponse of(AssistantMessage message, @Nullable String reason) {
        return new ChatResponse(List.of(new Generation(
                message, ChatGenerationMetadata.builder().finishReason(reason).build())));
    }

    @Override
    @SuppressWarnings("NullAway")
    public ChatResponse call(Prompt prompt) {
        calls.incrementAndGet();
        return script.apply(prompt);
    }

    /** Word by word, the reason last. */
    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        return Flux.defer(() -> {
                    calls.incrementAndGet();
                    ChatResponse whole = script.apply(prompt);
                    if (whole == null) {
                        return Flux.empty();
                    }
                    AssistantMessage message = whole.getResult().getOutput();
                    String text = message.getText();
                    List<ChatResponse> parts = new ArrayList<>();
                    if (text != null && !text.isEmpty()) {
                        for (String word : text.split("(?<= )")) {
                            parts.add(answer(word, ""));
                        }
                    }
                    parts.add(of(
                            AssistantMessage.builder()
                                    .content("")
                                    .toolCalls(message.getToolCalls())
                                    .build(),
                            whole.getResult().getMetadata().getFinishReason()));
                    return Flux.fromIterable(parts).doOnNext(part -> between.run());
                })
                .doOnCancel(() -> cancelled++);
    }

    @Override
    public ChatOptions getDefaultOptions() {
        return defaults;
    }
}
