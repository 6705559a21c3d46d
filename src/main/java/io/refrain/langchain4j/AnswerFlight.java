package io.refrain.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.refrain.internal.flight.Flight;
import io.refrain.internal.flight.Leases.Lease;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one call of a model as it comes, and those who follow it: what has come is kept, so whoever comes later gets it from the beginning.
 * Safe for use by several threads at once.
 */
final class AnswerFlight {
    private static final Logger LOG = System.getLogger(AnswerFlight.class.getName());

    private final Flight<Outcome> call = new Flight<>();
    private final List<AnswerEvent> events = new ArrayList<>();
    private final Set<Follower> followers = new LinkedHashSet<>();
    /** Threads that wait for the whole of it. */
    private int waiting;

    private @Nullable Outcome outcome;
    private boolean abandoned;
    private @Nullable StreamingHandle source;
    /** The right to make the call, as long as it is under way. */
    private Lease lease = Lease.NOMINAL;

    Flight<Outcome> call() {
        return call;
    }

    /** Says what gives the right to make the call, which is released when that has ended or nobody is left; said before it begins. */
    synchronized void by(Lease right) {
        lease = right;
    }

    /** Whether a thread may wait for the whole of it; not when everybody has left. */
    synchronized boolean awaits() {
        waiting++;
        return !abandoned;
    }

    /** Whether the follower was taken, who has then been told what has come so far; not when everybody has left. */
    boolean follow(Follower follower) {
        synchronized (this) {
            if (abandoned) {
                return false;
            }
            events.forEach(follower::add);
            if (outcome == null) {
                followers.add(follower);
            } else {
                follower.add(outcome);
            }
        }
        follower.drain();
        return true;
    }

    /** What comes from the model. */
    void part(AnswerEvent event) {
        List<Follower> told;
        synchronized (this) {
            if (outcome != null) {
                return;
            }
            events.add(event);
            told = List.copyOf(followers);
            told.forEach(each -> each.add(event));
        }
        told.forEach(Follower::drain);
    }

    /** Where what comes can be ended. */
    void from(StreamingHandle handle) {
        boolean left;
        synchronized (this) {
            source = handle;
            left = abandoned;
        }
        if (left) {
            cancel(handle);
        }
    }

    /**
     * The end; the first one counts.
     *
     * @param streamed whether the parts of the answer have come before
     */
    void end(Outcome became, boolean streamed) {
        List<Follower> told;
        Lease ended;
        synchronized (this) {
            if (outcome != null) {
                return;
            }
            ended = lease;
            ChatResponse answer = became.answer();
            List<AnswerEvent> parts = streamed || answer == null ? List.of() : AnswerEvent.parts(answer);
            outcome = became;
            events.addAll(parts);
            told = List.copyOf(followers);
            followers.clear();
            told.forEach(each -> {
                parts.forEach(each::add);
                each.add(became);
            });
        }
        ended.release();
        call.answer().complete(became);
        told.forEach(Follower::drain);
    }

    /**
     * A follower wants no more.
     *
     * @return whether nobody is left, so that the model need not go on and whoever comes now has to ask it himself
     */
    boolean leave(Follower follower) {
        StreamingHandle handle;
        Lease ended;
        synchronized (this) {
            if (!followers.remove(follower) || !followers.isEmpty() || waiting > 0 || outcome != null) {
                return false;
            }
            abandoned = true;
            handle = source;
            ended = lease;
        }
        if (handle != null) {
            cancel(handle);
        }
        ended.release();
        return true;
    }

    private static void cancel(StreamingHandle handle) {
        try {
            handle.cancel();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "A stream of a model cannot be ended before its time", e);
        }
    }
}
