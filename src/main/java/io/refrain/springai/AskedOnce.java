package io.refrain.springai;

import java.util.List;
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
        if (found == null) {
            AnswerFlight own = new AnswerFlight();
            AnswerFlight flight = answers.flights().join(name, own);
            if (flight != own) {
                return join(flight, call);
            }
            found = answers.flights().landed() == landed ? null : answers.find(name);
            if (found == null) {
                return lead(name, own, question, call);
            }
            land(name, own, new Outcome(found, null));
        }
        return Parts.marked(Parts.whole(found), CachingChatModel.HIT);
    }

    private @Nullable ChatResponse lead(
            String name, AnswerFlight own, Question question, Supplier<@Nullable ChatResponse> call) {
        Outcome outcome = new Outcome(null, new IllegalStateException("The model was not called"));
        try {
            ChatResponse answer = call.get();
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
            land(name, own, outcome);
        }
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
        if (found == null) {
            AnswerFlight own = new AnswerFlight();
            AnswerFlight flight = answers.flights().join(name, own);
            if (flight != own) {
                // Whoever asks from within a call would wait for itself.
                Flux<ChatResponse> joined = flight.call().isRunByCaller() ? null : follow(name, flight);
                return joined == null ? call.get() : joined.map(part -> Parts.marked(part, CachingChatModel.COLLAPSED));
            }
            found = answers.flights().landed() == landed ? null : answers.find(name);
            if (found == null) {
                Flux<ChatResponse> first = follow(name, own);
                // The call begins when the first follower is there: it may well end before it returns.
                return first == null
                        ? call.get()
                        : first.mergeWith(Flux.defer(() -> lead(name, own, question, call, context)));
            }
            land(name, own, new Outcome(found, null));
        }
        return Flux.fromIterable(found).map(part -> Parts.marked(part, CachingChatModel.HIT));
    }

    private @Nullable Flux<ChatResponse> follow(String name, AnswerFlight flight) {
        return flight.follow(() -> answers.flights().land(name, flight));
    }

    private Flux<ChatResponse> lead(
            String name, AnswerFlight own, Question question, Supplier<Flux<ChatResponse>> call, ContextView context) {
        Receiver receiver = new Receiver(name, own, Context.of(context));
        own.from(receiver);
        try {
            Flux.defer(call)
                    .doOnNext(own::part)
                    .concatWith(mayBlock(Flux.defer(() -> {
                        answers.keep(name, question, own.parts());
                        return Flux.empty();
                    })))
                    .subscribe(receiver);
        } catch (Throwable e) {
            // Reactor lets pass what it takes for the end of the process.
            land(name, own, new Outcome(null, e));
            throw e;
        } finally {
            own.call().returned();
        }
        return Flux.empty();
    }

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
