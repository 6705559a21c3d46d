package io.refrain.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * A streaming chat model that asks another one and answers an equal question from a cache, as {@link CachingChatModel} does, with which it shares
 * answers and questions being asked when both have the same {@link AnswerCache} and the same identity. An answer from the cache is told on the thread
 * of the caller: what the model thought, what it said, what it calls, and the end. Who asks what is being asked is told what has come so far and then
 * the rest as it comes. A handler that throws is told its error and nothing more, and the others go on; the model is told to stop when all of them
 * have. Safe for use by several threads at once, as the model is.
 */
public final class CachingStreamingChatModel implements StreamingChatModel {
    private final StreamingChatModel model;
    private final AnswerCache answers;
    private final ModelIdentity identity;

    /**
     * A model whose answers are kept in a cache.
     *
     * @throws IllegalArgumentException when the model does not say which one it is; see {@link AnswerCache.Builder#identity}
     */
    public CachingStreamingChatModel(StreamingChatModel model, Cache<String, String> cache) {
        this(model, AnswerCache.of(cache));
    }

    /**
     * A model that shares its answers, and the questions being asked, with others.
     *
     * @throws IllegalArgumentException when the model does not say which one it is; see {@link AnswerCache.Builder#identity}
     */
    public CachingStreamingChatModel(StreamingChatModel model, AnswerCache answers) {
        this.model = Objects.requireNonNull(model, "model");
        this.answers = answers;
        this.identity = ModelIdentity.of(
                model, model.provider(), model.defaultRequestParameters(), model.listeners(), answers.identity());
    }

    @Override
    public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
        once(request, null, true, handler, own -> model.chat(request, own));
    }

    @Override
    public void chat(ChatRequest request, ChatRequestOptions options, StreamingChatResponseHandler handler) {
        once(request, options, true, handler, own -> model.chat(request, options, own));
    }

    /** Tells no listeners: whoever calls this does so himself. */
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        once(request, null, false, handler, own -> model.doChat(request, own));
    }

    private void once(
            ChatRequest request,
            @Nullable ChatRequestOptions options,
            boolean tells,
            StreamingChatResponseHandler handler,
            Consumer<StreamingChatResponseHandler> call) {
        String name = answers.name(identity, request);
        if (name == null) {
            call.accept(handler);
            return;
        }
        long landed = answers.flights().landed();
        ChatResponse found = answers.find(name);
        if (found == null) {
            AnswerFlight own = new AnswerFlight();
            AnswerFlight flight = answers.flights().join(name, own);
            if (flight != own) {
                Listening listening =
                        tells ? Listening.begun(identity, request, options, CachingChatModel.COLLAPSED) : null;
                if (!flight.follow(follower(name, flight, handler, listening))) {
                    call.accept(handler);
                }
                return;
            }
            found = answers.flights().landed() == landed ? null : answers.find(name);
            if (found == null) {
                lead(name, own, request, handler, call);
                return;
            }
            answers.flights().land(name, own);
            own.end(new Outcome(found, null), false);
        }
        AnswerFlight whole = new AnswerFlight();
        whole.end(new Outcome(found, null), false);
        whole.follow(follower(
                name,
                whole,
                handler,
                tells ? Listening.begun(identity, request, options, CachingChatModel.HIT) : null));
    }

    private void lead(
            String name,
            AnswerFlight own,
            ChatRequest request,
            StreamingChatResponseHandler handler,
            Consumer<StreamingChatResponseHandler> call) {
        Follower first = follower(name, own, handler, null);
        own.follow(first);
        try {
            call.accept(new Receiver(own, outcome -> {
                ChatResponse answer = outcome.answer();
                if (answer != null) {
                    answers.keep(name, request, answer);
                }
                answers.flights().land(name, own);
            }));
        } catch (Throwable e) {
            // The caller is told by what is thrown, and the others by their handlers.
            first.mute();
            answers.flights().land(name, own);
            own.end(new Outcome(null, e), true);
            throw e;
        } finally {
            own.call().returned();
        }
    }

    private Follower follower(
            String name, AnswerFlight flight, StreamingChatResponseHandler handler, @Nullable Listening listening) {
        return new Follower(handler, listening, follower -> {
            if (flight.leave(follower)) {
                answers.flights().land(name, flight);
            }
        });
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
