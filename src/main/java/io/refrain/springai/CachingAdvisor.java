package io.refrain.springai;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.ChatClientAttributes;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.core.Ordered;
import reactor.core.publisher.Flux;

/**
 * Answers what a chat client asks its model from a cache, as {@link CachingChatModel} does, for clients whose model is left as it is.
 *
 * <p>It is the innermost advisor but for the one that calls the model, so that one call of the model is one entry. Whatever changes a question has done so
 * (memory, documents found for it, a sentence that re-reads it) and takes part in what makes it another; and the advisor that runs tools is outside: each
 * of its rounds is a question, its tools run every time, and what they return is part of the next. With Spring AI 1 and without that advisor
 * ({@code ToolCallAdvisor}) the model itself runs tools within the call, and such questions are asked each time. Safe for use by several threads at once.
 */
public final class CachingAdvisor implements CallAdvisor, StreamAdvisor {
    private final AnswerCache answers;
    private final AskedOnce asking;
    private final ModelIdentity identity;

    /**
     * For a client of this model.
     *
     * @throws IllegalArgumentException when the model does not say which one it is; see {@link AnswerCache.Builder#identity}
     */
    public CachingAdvisor(ChatModel model, Cache<String, String> cache) {
        this(model, AnswerCache.of(cache));
    }

    /**
     * For a client of this model, with answers that are shared with others.
     *
     * @throws IllegalArgumentException when the model does not say which one it is; see {@link AnswerCache.Builder#identity}
     */
    public CachingAdvisor(ChatModel model, AnswerCache answers) {
        this.answers = answers;
        this.asking = new AskedOnce(answers);
        this.identity = ModelIdentity.of(model, answers);
    }

    @Override
    public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
        Question question = question(request);
        if (ToolRounds.areRunByModel(question)) {
            answers.tellOfTools();
            return chain.nextCall(request);
        }
        AtomicReference<@Nullable ChatClientResponse> asked = new AtomicReference<>();
        ChatResponse answer = asking.call(question, () -> {
            ChatClientResponse response = chain.nextCall(request);
            asked.set(response);
            return response.chatResponse();
        });
        ChatClientResponse own = asked.get();
        return own == null ? response(answer, request) : own;
    }

    @Override
    public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
        return Flux.defer(() -> {
            Question question = question(request);
            if (ToolRounds.areRunByModel(question)) {
                answers.tellOfTools();
                return chain.nextStream(request);
            }
            return asking.stream(question, () -> chain.nextStream(request).mapNotNull(ChatClientResponse::chatResponse))
                    .map(part -> response(part, request));
        });
    }

    private static ChatClientResponse response(@Nullable ChatResponse answer, ChatClientRequest request) {
        return new ChatClientResponse(answer, new HashMap<>(request.context()));
    }

    /** The form of an answer is put into the prompt only where the model is called. */
    private Question question(ChatClientRequest request) {
        Map<String, Object> form = new HashMap<>();
        for (ChatClientAttributes each : ChatClientAttributes.values()) {
            Object said = request.context().get(each.getKey());
            if (said != null) {
                form.put(each.getKey(), said);
            }
        }
        return identity.question(request.prompt(), form);
    }

    @Override
    public String getName() {
        return "Refrain";
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 1;
    }
}
