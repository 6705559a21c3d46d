package io.refrain.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One handler of an answer: it is told everything in order, by one thread at a time, and one end. What it throws ends it alone. Safe for use by
 * several threads at once.
 */
final class Follower implements StreamingHandle {
    private static final Logger LOG = System.getLogger(Follower.class.getName());

    private final StreamingChatResponseHandler handler;
    private final @Nullable Listening listening;
    private final Consumer<Follower> leaving;
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private volatile boolean cancelled;

    /**
     * Follows for a handler.
     *
     * @param listening who is told beside it; null when the model tells them
     * @param leaving what happens when the handler wants no more
     */
    Follower(StreamingChatResponseHandler handler, @Nullable Listening listening, Consumer<Follower> leaving) {
        this.handler = handler;
        this.listening = listening;
        this.leaving = leaving;
    }

    void add(AnswerEvent event) {
        queue.add(() -> guarded(() -> event.tell(handler, this)));
    }

    void add(Outcome end) {
        queue.add(() -> end(end));
    }

    /** Tells the handler what has been added, unless another thread is doing so, which then goes on. */
    void drain() {
        int added = queued.getAndIncrement();
        if (added != 0) {
            return;
        }
        int missed = 1;
        do {
            Runnable next = queue.poll();
            while (next != null) {
                if (!cancelled) {
                    next.run();
                }
                next = queue.poll();
            }
            missed = queued.addAndGet(-missed);
        } while (missed != 0);
    }

    private void end(Outcome end) {
        ChatResponse answer = end.answer();
        Throwable failure = end.failure();
        if (listening != null) {
            if (failure != null) {
                listening.failed(failure);
            } else if (answer != null) {
                listening.answered(answer);
            }
        }
        guarded(() -> {
            if (failure != null) {
                handler.onError(failure);
            } else if (answer != null) {
                handler.onCompleteResponse(answer);
            } else {
                handler.onError(new NullPointerException("The model returned no answer"));
            }
        });
        mute();
    }

    /** What a handler throws is told to it, as LangChain4j does, and then nothing more. */
    private void guarded(Runnable event) {
        try {
            event.run();
        } catch (Throwable e) {
            cancel();
            try {
                handler.onError(e);
            } catch (Throwable again) {
                LOG.log(Level.WARNING, "A handler of a streaming chat model failed", again);
            }
        }
    }

    /** Nothing more is told to the handler. */
    void mute() {
        cancelled = true;
    }

    @Override
    public void cancel() {
        cancelled = true;
        leaving.accept(this);
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}
