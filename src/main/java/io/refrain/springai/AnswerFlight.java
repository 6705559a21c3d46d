package io.refrain.springai;

import io.refrain.internal.flight.Flight;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The answer to one call of a model as it comes, and those who follow it: what has come is kept, so whoever comes later gets it from the beginning. Safe
 * for use by several threads at once.
 */
final class AnswerFlight {
    private final Flight<Outcome> call = new Flight<>();
    private final Sinks.Many<ChatResponse> stream = Sinks.many().replay().all();
    private final List<ChatResponse> parts = new ArrayList<>();
    private int followers;
    /** Threads that wait for the whole of it. */
    private int waiting;

    private boolean ended;
    private boolean abandoned;
    private @Nullable Disposable source;

    Flight<Outcome> call() {
        return call;
    }

    /** Whether a thread may wait for the whole of it; not when everybody has left. */
    synchronized boolean awaits() {
        waiting++;
        return !abandoned;
    }

    /**
     * All of it, for one subscriber that comes now; null when everybody has left.
     *
     * @param leaving what happens when nobody is left before the end
     */
    synchronized @Nullable Flux<ChatResponse> follow(Runnable leaving) {
        if (abandoned) {
            return null;
        }
        followers++;
        return stream.asFlux().doOnCancel(() -> {
            if (leave()) {
                leaving.run();
            }
        });
    }

    /** What ends the call before its time; given before the call begins, which it must not when this is false, since everybody has left. */
    synchronized boolean from(Disposable disposable) {
        source = disposable;
        return !abandoned;
    }

    /** What comes from the model, from one thread at a time. */
    void part(ChatResponse part) {
        synchronized (this) {
            if (ended || abandoned) {
                return;
            }
            parts.add(part);
        }
        stream.tryEmitNext(part);
    }

    /** What has come so far. */
    synchronized List<ChatResponse> parts() {
        return List.copyOf(parts);
    }

    /** The end; the first one counts. Parts that have not come before come now. */
    void end(Outcome became) {
        List<ChatResponse> late;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            List<ChatResponse> whole = became.parts();
            late = parts.isEmpty() && whole != null ? whole : List.of();
        }
        call.answer().complete(became);
        late.forEach(stream::tryEmitNext);
        Throwable failure = became.failure();
        if (failure == null) {
            stream.tryEmitComplete();
        } else {
            stream.tryEmitError(failure);
        }
    }

    private boolean leave() {
        Disposable disposable;
        synchronized (this) {
            followers--;
            if (followers > 0 || waiting > 0 || ended) {
                return false;
            }
            abandoned = true;
            disposable = source;
        }
        if (disposable != null) {
            disposable.dispose();
        }
        return true;
    }
}
