package io.refrain.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.refrain.internal.flight.Turn;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * A chat model that asks another one and answers an equal question from a cache. Questions are equal when everything that an answer depends on is: all
 * messages, all parameters, those that the model has by itself included, and the model. {@linkplain CompleteAnswers Complete} answers are kept; a
 * question that is being asked is not asked again meanwhile, so that its failure is that of all who wait; another process whose cache is in the same
 * PostgreSQL database waits as well, and asks when it failed. Listeners of the model hear of every question;
 * their attributes hold {@link #CACHE_STATUS} when the model was not called. Safe for use by several threads at once, as the model is.
 */
public final class CachingChatModel implements ChatModel {
    /**
     * The attribute that tells a listener why the model was not called: {@code "hit"}, the answer is from the cache, or {@code "collapsed"}, it is
     * that of an equal question asked at the same time (RFC 9211, 2.2 and 2.6).
     */
    public static final String CACHE_STATUS = "io.refrain.cache-status";

    static final String HIT = "hit";
    static final String COLLAPSED = "collapsed";

    private final ChatModel model;
    private final AnswerCache answers;
    private final ModelIdentity identity;

    /**
     * A model whose answers are kept in a cache.
     *
     * @throws IllegalArgumentException when the model does not say which one it is; see {@link AnswerCache.Builder#identity}
     */
    public CachingChatModel(ChatModel model, Cache<String, String> cache) {
        this(model, AnswerCache.of(cache));
    }

    /**
     * A model that shares its answers, and the questions being asked, with others.
     *
     * @throws IllegalArgumentException when the model does not say which one it is; see {@link AnswerCache.Builder#identity}
     */
    public CachingChatModel(ChatModel model, AnswerCache answers) {
        this.model = Objects.requireNonNull(model, "model");
        this.answers = answers;
        this.identity = ModelIdentity.of(
                model, model.provider(), model.defaultRequestParameters(), model.listeners(), answers.identity());
    }

    @Override
    public ChatResponse chat(ChatRequest request) {
        return once(request, null, true, () -> model.chat(request));
    }

    @Override
    public ChatResponse chat(ChatRequest request, ChatRequestOptions options) {
        return once(request, options, true, () -> model.chat(request, options));
    }

    /** Tells no listeners: whoever calls this does so himself. */
    @Override
    public ChatResponse doChat(ChatRequest request) {
        return once(request, null, false, () -> model.doChat(request));
    }

    private ChatResponse once(
            ChatRequest request, @Nullable ChatRequestOptions options, boolean tells, Supplier<ChatResponse> call) {
        String name = answers.name(identity, request);
        if (name == null) {
            return call.get();
        }
        long landed = answers.flights().landed();
        ChatResponse found = answers.find(name);
        String status = HIT;
        if (found == null) {
            AnswerFlight own = new AnswerFlight();
            AnswerFlight flight = answers.flights().join(name, own);
            if (flight != own) {
                return join(flight, request, options, tells, call);
            }
            Led led = lead(name, landed, own, request, call);
            status = led.status();
            found = led.outcome().get();
            if (status == null) {
                return found;
            }
        }
        if (tells) {
            Listening.begun(identity, request, options, status).answered(found);
        }
        return found;
    }

    private Led lead(String name, long landed, AnswerFlight own, ChatRequest request, Supplier<ChatResponse> call) {
        Outcome outcome = new Outcome(null, new IllegalStateException("The model was not called"));
        try {
            Turn<ChatResponse> turn = answers.turn(name, landed);
            if (turn.found() != null) {
                outcome = new Outcome(turn.found(), null);
                return new Led(outcome, turn.waited() ? COLLAPSED : HIT);
            }
            own.by(turn.lease());
            // A model may break its promise and return null, which is passed on.
            @Nullable ChatResponse answer = turn.within(call);
            if (answer != null) {
                answers.keep(name, request, answer);
            }
            outcome = new Outcome(answer, null);
            return new Led(outcome, null);
        } catch (Throwable e) {
            outcome = new Outcome(null, e);
            throw e;
        } finally {
            answers.flights().land(name, own);
            own.end(outcome, false);
        }
    }

    /**
     * What the first who asks a question gets.
     *
     * @param status why the model was not called; null when it was
     */
    private record Led(Outcome outcome, @Nullable String status) {}

    private ChatResponse join(
            AnswerFlight flight,
            ChatRequest request,
            @Nullable ChatRequestOptions options,
            boolean tells,
            Supplier<ChatResponse> call) {
        Outcome outcome = flight.awaits() ? answers.waiting().await(flight.call()) : null;
        if (outcome == null) {
            return call.get();
        }
        if (tells) {
            Listening listening = Listening.begun(identity, request, options, COLLAPSED);
            ChatResponse answer = outcome.answer();
            Throwable failure = outcome.failure();
            if (answer != null) {
                listening.answered(answer);
            } else if (failure != null) {
                listening.failed(failure);
            }
        }
        return outcome.get();
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return model.listeners();
    }

    @Override
    public ModelProvider provider() {
        return model.provider();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return model.supportedCapabilities();
    }
}
