package io.refrain.springai;

import io.refrain.internal.flight.Leases.Lease;
import io.refrain.internal.flight.Turn;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The way of a question: to the cache, to an equal question under way, to the model. Safe for use by several threads at once.
 *
 * @param answers where answers are, and what is under way
 */
record AskedOnce(AnswerCache answers) {

    /**
     * Asks on the thread of the caller, and waits.
     *
     * @param call asks the model; called at most once
     * @return null if the model, against its promise, returns that
     */
    @Nullable
    ChatResponse call(Question question, Supplier<@Nullable ChatResponse> call) {
        String name = answers.name(question);
        if (name == null) {
            return call.get();
        }
        long landed = answers.flights().landed();
        List<ChatResponse> found = answers.find(name);
        if (found != null) {
            return Parts.marked(Parts.whole(found), CachingChatModel.HIT);
        }
        AnswerFlight own = new AnswerFlight();
        AnswerFlight flight = answers.flights().join(name, own);
        return flight == own ? lead(name, landed, own, question, call) : join(flight, call);
    }

    private @Nullable ChatResponse lead(
            String name, long landed, AnswerFlight own, Question question, Supplier<@Nullable ChatResponse> call) {
        Outcome outcome = new Outcome(null, new IllegalStateException("The model was not called"));
        Lease lease = Lease.NOMINAL;
        try {
            Turn<List<ChatResponse>> turn = answers.turn(name, landed);
            lease = turn.lease();
            List<ChatResponse> found = turn.found();
            if (found != null) {
                outcome = new Outcome(found, null);
                return Parts.marked(Parts.whole(found), status(turn));
            }
            ChatResponse answer = turn.within(call);
            List<ChatResponse> parts = answer == null ? null : List.of(answer);
            if (parts != null) {
                answers.keep(name, question, parts);
            }
            outcome = new Outcome(parts, null);
            return answer;
        } catch (Throwable e) {
            outcome = new Outcome(null, e);
            throw e;
        } finally {
            lease.release();
            land(name, own, outcome);
        }
    }

    /** Why the model is not called for what was found. */
    private static String status(Turn<?> turn) {
        return turn.waited() ? CachingChatModel.COLLAPSED : CachingChatModel.HIT;
    }

    private @Nullable ChatResponse join(AnswerFlight flight, Supplier<@Nullable ChatResponse> call) {
        Outcome outcome = flight.awaits() ? answers.waiting().await(flight.call()) : null;
        if (outcome == null) {
            return call.get();
        }
        ChatResponse answer = outcome.get();
        return answer == null ? null : Parts.marked(answer, CachingChatModel.COLLAPSED);
    }

    private void land(String name, AnswerFlight flight, Outcome outcome) {
        answers.flights().land(name, flight);
        flight.end(outcome);
    }

    /**
     * Asks once for each subscription.
     *
     * @param call asks the model; called at most once for each subscription
     */
    Flux<ChatResponse> stream(Question question, Supplier<Flux<ChatResponse>> call) {
        return mayBlock(Flux.deferContextual(context -> once(question, call, context)));
    }

    private Flux<ChatResponse> once(Question question, Supplier<Flux<ChatResponse>> call, ContextView context) {
        String name = answers.name(question);
        if (name == null) {
            return call.get();
        }
        long landed = answers.flights().landed();
        List<ChatResponse> found = answers.find(name);
        if (found != null) {
            return Flux.fromIterable(marked(found, CachingChatModel.HIT));
        }
        AnswerFlight own = new AnswerFlight();
        AnswerFlight flight = answers.flights().join(name, own);
        if (flight != own) {
            // Whoever asks from within a call would wait for itself.
            Flux<ChatResponse> joined = flight.call().isRunByCaller() ? null : follow(name, flight);
            return joined == null ? call.get() : joined.map(part -> Parts.marked(part, CachingChatModel.COLLAPSED));
        }
        Flux<ChatResponse> first = follow(name, own);
        // The call begins when the first follower is there: it may well end before it returns.
        return first == null
                ? call.get()
                : first.mergeWith(Flux.defer(() -> {
                    takeTurn(landed, new Led(name, own, question, call, Context.of(context)));
                    return Flux.empty();
                }));
    }

    private static List<ChatResponse> marked(List<ChatResponse> parts, String status) {
        return parts.stream().map(part -> Parts.marked(part, status)).toList();
    }

    /** Another process may be asking: then the call, or its answer, comes later, on another thread. */
    private void takeTurn(long landed, Led led) {
        CompletableFuture<Turn<List<ChatResponse>>> turn = answers.turnLater(led.name(), landed);
        Turn<List<ChatResponse>> now = turn.isCompletedExceptionally() ? null : turn.getNow(null);
        if (now != null) {
            take(now, led);
            return;
        }
        led.own().call().returned();
        var unused = turn.whenComplete((later, failure) -> {
            if (later == null) {
                land(led.name(), led.own(), new Outcome(null, failure));
                return;
            }
            led.own().call().goesOn();
            take(later, led);
        });
    }

    private void take(Turn<List<ChatResponse>> turn, Led led) {
        try {
            List<ChatResponse> found = turn.found();
            if (found == null) {
                lead(turn, led);
            } else {
                land(led.name(), led.own(), new Outcome(marked(found, status(turn)), null));
            }
        } catch (Throwable e) {
            // Reactor lets pass what it takes for the end of the process.
            turn.lease().release();
            land(led.name(), led.own(), new Outcome(null, e));
            throw e;
        } finally {
            led.own().call().returned();
        }
    }

    private @Nullable Flux<ChatResponse> follow(String name, AnswerFlight flight) {
        return flight.follow(() -> answers.flights().land(name, flight));
    }

    private void lead(Turn<?> turn, Led led) {
        AnswerFlight own = led.own();
        Receiver receiver = new Receiver(led.name(), own, led.context());
        if (!own.from(receiver)) {
            turn.lease().release();
            return;
        }
        turn.within(() -> Flux.defer(led.call())
                .doOnNext(own::part)
                .concatWith(mayBlock(Flux.defer(() -> {
                    answers.keep(led.name(), led.question(), own.parts());
                    return Flux.empty();
                })))
                .doFinally(signal -> turn.lease().release())
                .subscribeWith(receiver));
    }

    /** A stream that is the first of its question. */
    private record Led(
            String name, AnswerFlight own, Question question, Supplier<Flux<ChatResponse>> call, Context context) {}

    /** A database may have to be waited for, which the threads of an event loop must not do. */
    private static <T> Flux<T> mayBlock(Flux<T> flux) {
        return Flux.defer(
                () -> Schedulers.isInNonBlockingThread() ? flux.subscribeOn(Schedulers.boundedElastic()) : flux);
    }

    /** Ends the flight when the stream of the model does. As safe for threads as the flight. */
    private final class Receiver extends BaseSubscriber<ChatResponse> {
        private final String name;
        private final AnswerFlight flight;
        private final Context context;

        Receiver(String name, AnswerFlight flight, Context context) {
            this.name = name;
            this.flight = flight;
            this.context = context;
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        protected void hookOnComplete() {
            land(name, flight, new Outcome(flight.parts(), null));
        }

        @Override
        protected void hookOnError(Throwable failure) {
            land(name, flight, new Outcome(null, failure));
        }
    }
}
