package io.refrain.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionResult;
import org.springframework.ai.model.tool.internal.ToolCallReactiveContextHolder;
import org.springframework.util.CollectionUtils;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Runs the tools that a model of Spring AI 1 would run itself within one call, whose answer depends on what they return and when: here each round is a
 * question of its own. The models of version 2 run none. Safe for use by several threads at once.
 *
 * @param tools runs them
 */
record ToolRounds(ToolCallingManager tools) {
    private static final boolean MODELS_RUN_TOOLS = modelsHave("getInternalToolExecutionEnabled");

    private static boolean modelsHave(String method) {
        try {
            ToolCallingChatOptions.class.getMethod(method);
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** Whether some options offer tools. */
    static boolean areOffered(@Nullable ChatOptions options) {
        return options instanceof ToolCallingChatOptions calling
                && (!CollectionUtils.isEmpty(calling.getToolCallbacks())
                        || (MODELS_RUN_TOOLS && !CollectionUtils.isEmpty(calling.getToolNames())));
    }

    /** Whether the model would run tools itself within the call. */
    static boolean areRunByModel(Question question) {
        if (!MODELS_RUN_TOOLS || !(areOffered(question.options()) || areOffered(question.defaults()))) {
            return false;
        }
        Boolean said = isRunByModel(question.options());
        Boolean byDefault = said == null ? isRunByModel(question.defaults()) : said;
        return byDefault == null || byDefault;
    }

    private static @Nullable Boolean isRunByModel(@Nullable ChatOptions options) {
        return options instanceof ToolCallingChatOptions calling ? calling.getInternalToolExecutionEnabled() : null;
    }

    /** The prompt for a model that leaves the tools to its caller; null when its options cannot say that. */
    static @Nullable Prompt leavingTools(Question question) {
        if (!(question.options() instanceof ToolCallingChatOptions own)) {
            return null;
        }
        ToolCallingChatOptions options = own.copy();
        options.setInternalToolExecutionEnabled(false);
        if (question.defaults() instanceof ToolCallingChatOptions defaults) {
            // As the model does it for itself.
            options.setToolCallbacks(
                    ToolCallingChatOptions.mergeToolCallbacks(options.getToolCallbacks(), defaults.getToolCallbacks()));
            options.setToolNames(
                    ToolCallingChatOptions.mergeToolNames(options.getToolNames(), defaults.getToolNames()));
            options.setToolContext(
                    ToolCallingChatOptions.mergeToolContext(options.getToolContext(), defaults.getToolContext()));
        }
        return new Prompt(question.prompt().getInstructions(), options);
    }

    @Nullable
    ChatResponse call(Prompt first, Function<Prompt, @Nullable ChatResponse> model) {
        Prompt asked = first;
        ChatResponse answer = model.apply(asked);
        while (answer != null && answer.hasToolCalls()) {
            ToolExecutionResult result = tools.executeToolCalls(asked, answer);
            if (result.returnDirect()) {
                return direct(answer, result);
            }
            asked = new Prompt(result.conversationHistory(), asked.getOptions());
            answer = model.apply(asked);
        }
        return answer;
    }

    /** As in Spring AI, a part that calls tools is not told, but what comes of it. */
    Flux<ChatResponse> stream(Prompt asked, Function<Prompt, Flux<ChatResponse>> model) {
        return Flux.defer(() -> {
            List<ChatResponse> calling = new ArrayList<>();
            return model.apply(asked)
                    .<ChatResponse>handle((part, sink) -> {
                        if (part.hasToolCalls()) {
                            calling.add(part);
                        } else {
                            sink.next(part);
                        }
                    })
                    .concatWith(Flux.defer(
                            () -> calling.isEmpty() ? Flux.empty() : next(asked, Parts.whole(calling), model)));
        });
    }

    private Flux<ChatResponse> next(Prompt asked, ChatResponse answer, Function<Prompt, Flux<ChatResponse>> model) {
        return Flux.deferContextual(context -> {
                    ToolExecutionResult result;
                    try {
                        ToolCallReactiveContextHolder.setContext(context);
                        result = tools.executeToolCalls(asked, answer);
                    } finally {
                        ToolCallReactiveContextHolder.clearContext();
                    }
                    return result.returnDirect()
                            ? Flux.just(direct(answer, result))
                            : stream(new Prompt(result.conversationHistory(), asked.getOptions()), model);
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static ChatResponse direct(ChatResponse answer, ToolExecutionResult result) {
        return ChatResponse.builder()
                .from(answer)
                .generations(ToolExecutionResult.buildGenerations(result))
                .build();
    }
}
