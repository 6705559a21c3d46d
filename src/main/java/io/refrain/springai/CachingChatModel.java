package io.refrain.springai;

import java.util.Map;
import java.util.Objects;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingManager;
import reactor.core.publisher.Flux;

/**
 * A chat model that asks another one and answers an equal question from a cache. Questions are equal when everything that an answer depends on is: all
 * messages, all options, the tools' definitions, those that the model has by itself included, and the model. Complete answers are kept: the model came to
 * its end with something to be seen, called a tool it had been given, or was cut where the question wanted it. A question that is being asked is not asked
 * again meanwhile, whether by {@code call} or {@code stream}, so that its failure is that of all who wait. A stream from the cache has the parts of the
 * one that was kept, in their order; it may block its subscriber for as long as the cache takes, unless that is a thread that must not.
 *
 * <p>One call of the model is one entry. The models of Spring AI 1 run tools within a call, whose answer then depends on more than the question: given a
 * {@link ToolCallingManager}, this one runs them itself and asks the model for each round; otherwise such questions are asked each time. Safe for use by
 * several threads at once, as the model is.
 */
public final class CachingChatModel implements ChatModel {
    /**
     * The member of the response's metadata that tells why the model was not called: {@code "hit"}, the answer is from the cache, or {@code "collapsed"},
     * it is that of an equal question asked at the same time (RFC 9211, 2.2 and 2.6).
     */
    public static final String CACHE_STATUS = "io.refrain.cache-status";

    static final String HIT = "hit";
    static final String COLLAPSED = "collapsed";

    private final ChatModel model;
    private final AnswerCache answers;
    private final AskedOnce asking;
    private final ModelIdentity identity;
    private final @Nullable ToolRounds rounds;

    /**
     * A model whose answers are kept in a cache.
     *
     * @throws IllegalArgumentException when the model does not say which one it is; see {@link AnswerCache.Builder#identity}
     */
    public CachingChatModel(ChatModel model, Cache<String, String> cache) {
        this(model, AnswerCache.of(cache), null);
    }

    /**
     * A model that shares its answers, and the questions being asked, with others.
     *
     * @param tools runs the tools that the model would run itself; null to ask such questions each time
     * @throws IllegalArgumentException when the model does not say which one it is; see {@link AnswerCache.Builder#identity}
     */
    public CachingChatModel(ChatModel model, AnswerCache answers, @Nullable ToolCallingManager tools) {
        this.model = Objects.requireNonNull(model, "model");
        this.answers = answers;
        this.asking = new AskedOnce(answers);
        this.identity = ModelIdentity.of(model, answers);
        this.rounds = tools == null ? null : new ToolRounds(tools);
    }

    /** Null only if the model, against its promise, returns that. */
    @Override
    @SuppressWarnings("NullAway")
    public ChatResponse call(Prompt prompt) {
        Question question = question(prompt);
        if (!ToolRounds.areRunByModel(question)) {
            return asking.call(question, () -> model.call(prompt));
        }
        Prompt asked = rounds == null ? null : ToolRounds.leavingTools(question);
        if (rounds == null || asked == null) {
            answers.tellOfTools();
            return model.call(prompt);
        }
        return rounds.call(asked, each -> asking.call(question(each), () -> model.call(each)));
    }

    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        return Flux.defer(() -> {
            Question question = question(prompt);
            if (!ToolRounds.areRunByModel(question)) {
                return asking.stream(question, () -> model.stream(prompt));
            }
            Prompt asked = rounds == null ? null : ToolRounds.leavingTools(question);
            if (rounds == null || asked == null) {
                answers.tellOfTools();
                return model.stream(prompt);
            }
            return rounds.stream(asked, each -> asking.stream(question(each), () -> model.stream(each)));
        });
    }

    private Question question(Prompt prompt) {
        return identity.question(prompt, Map.of());
    }

    @Override
    public ChatOptions getDefaultOptions() {
        return model.getDefaultOptions();
    }

    /** What later versions of Spring AI call the default options. */
    public ChatOptions getOptions() {
        return model.getDefaultOptions();
    }
}
