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
import io.refrain.internal.flight.Turn;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
        once(new Asked(request, null, true, handler, own -> model.chat(request, own)));
    }

    @Override
    public void chat(ChatRequest request, ChatRequestOptions options, StreamingChatResponseHandler handler) {
        once(new Asked(request, options, true, handler, own -> model.chat(request, options, own)));
    }

    /** Tells no listeners: whoever calls this does so himself. */
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        once(new Asked(request, null, false, handler, own -> model.doChat(request, own)));
    }

    private void once(Asked asked) {
        String name = answers.name(identity, asked.request());
        if (name == null) {
            asked.call().accept(asked.handler());
            return;
        }
        long landed = answers.flights().landed();
        ChatResponse found = answers.find(name);
        if (found == null) {
            AnswerFlight own = new AnswerFlight();
            AnswerFlight flight = answers.flights().join(name, own);
            if (flight != own) {
                Listening listening = asked.listening(identity, CachingChatModel.COLLAPSED);
                if (!flight.follow(follower(name, flight, asked.handler(), listening))) {
                    asked.call().accept(asked.handler());
                }
                return;
            }
            lead(name, landed, own, asked);
            return;
        }
        AnswerFlight whole = new AnswerFlight();
        whole.end(new Outcome(found, null), false);
        whole.follow(follower(name, whole, asked.handler(), asked.listening(identity, CachingChatModel.HIT)));
    }

    /** Another process may be asking: then this returns, and the handler hears of it later, on another thread. */
    private void lead(String name, long landed, AnswerFlight own, Asked asked) {
        CompletableFuture<Turn<ChatResponse>> turn = answers.turnLater(name, landed);
        Turn<ChatResponse> now = turn.isCompletedExceptionally() ? null : turn.getNow(null);
        if (now != null) {
            take(now, name, own, asked, false);
            return;
        }
        own.call().returned();
        var unused = turn.whenComplete((later, failure) -> {
            if (later == null) {
                own.follow(follower(name, own, asked.handler(), null));
                answers.flights().land(name, own);
                own.end(new Outcome(null, failure), true);
                return;
            }
            own.call().goesOn();
            take(later, name, own, asked, true);
        });
    }

    /** @param later whether the caller is told by the handler alone */
    private void take(Turn<ChatResponse> turn, String name, AnswerFlight own, Asked asked, boolean later) {
        ChatResponse found = turn.found();
        if (found != null) {
            String status = turn.waited() ? CachingChatModel.COLLAPSED : CachingChatModel.HIT;
            answers.flights().land(name, own);
            own.end(new Outcome(found, null), false);
            own.follow(follower(name, own, asked.handler(), asked.listening(identity, status)));
            own.call().returned();
            return;
        }
        Follower first = follower(name, own, asked.handler(), null);
        own.follow(first);
        own.by(turn.lease());
        try {
            turn.within(() -> {
                asked.call().accept(new Receiver(own, outcome -> {
                    ChatResponse answer = outcome.answer();
                    if (answer != null) {
                        answers.keep(name, asked.request(), answer);
                    }
                    answers.flights().land(name, own);
                }));
                return true;
            });
        } catch (Throwable e) {
            if (!later) {
                // The caller is told by what is thrown, and the others by their handlers.
                first.mute();
            }
            answers.flights().land(name, own);
            own.end(new Outcome(null, e), true);
            if (!later) {
                throw e;
            }
        } finally {
            own.call().returned();
        }
    }

    /** A question, whoever is told of its answer, and how the model is asked it. */
    private record Asked(
            ChatRequest request,
            @Nullable ChatRequestOptions options,
            boolean tells,
            StreamingChatResponseHandler handler,
            Consumer<StreamingChatResponseHandler> call) {

        @Nullable
        Listening listening(ModelIdentity model, String status) {
            return tells ? Listening.begun(model, request, options, status) : null;
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
