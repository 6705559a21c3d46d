package io.refrain.gateway;

import io.refrain.internal.protocol.Form;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one call as it comes, and those who read it, each at its own pace: what has come is kept, so whoever comes later gets it from the
 * beginning, and nobody waits for anybody. When all are far behind it, the upstream waits for them. Of an answer that is too long to be kept, there is
 * only what somebody has still to read, so who is too far behind the others is let go. Safe for use by several threads at once.
 */
final class Flight {
    private final Form form;
    private final long maxKept;
    private final long maxLag;
    private final Set<FlightReader> readers = new LinkedHashSet<>();
    private final List<Buffer> parts = new ArrayList<>();
    /** How many parts were dropped before the first of those that are kept. */
    private int dropped;

    private long length;
    private boolean overflown;
    /** Whether the upstream does not have to wait. */
    private boolean flowing = true;

    private boolean closed;
    private int status;
    private @Nullable MultiMap headers;
    private State state = State.ASKED;
    private @Nullable ApiError failure;
    private @Nullable StoredReply reply;
    private boolean stored;
    private @Nullable Source source;
    private final List<Runnable> over = new ArrayList<>();

    /** Whether another process has come to the answer. */
    private boolean elsewhere;

    /**
     * A flight that has not begun.
     *
     * @param form how the first asks for its answer
     * @param maxKept how many bytes are kept; what is longer can be read by those who are there only
     * @param maxLag how many bytes it may be ahead of all its readers, or, when it is not kept, of one
     */
    Flight(Form form, long maxKept, long maxLag) {
        this.form = form;
        this.maxKept = maxKept;
        this.maxLag = maxLag;
    }

    Form form() {
        return form;
    }

    /** How far it is. */
    enum State {
        /** Nothing has come. */
        ASKED,
        /** The headers are there. */
        COMING,
        /** All is there, and is perhaps being stored. */
        WHOLE,
        /** Nothing more happens. */
        LANDED,
        /** It broke off. */
        FAILED
    }

    /** Where the answer comes from. */
    interface Source {
        /** Whether it goes on. */
        void flow(boolean on);

        /** Nobody reads any more. */
        void abandoned();
    }

    // What the upstream's side does.

    void from(Source call) {
        boolean left;
        synchronized (this) {
            source = call;
            left = readers.isEmpty() && closed;
        }
        if (left) {
            call.abandoned();
        }
    }

    /** Has something done at the end, whatever that is; told before the start. */
    synchronized void whenOver(Runnable action) {
        over.add(action);
    }

    private void over() {
        List<Runnable> actions;
        synchronized (this) {
            actions = List.copyOf(over);
            over.clear();
        }
        actions.forEach(Runnable::run);
    }

    void head(int code, MultiMap received) {
        synchronized (this) {
            status = code;
            headers = received;
            state = State.COMING;
        }
        wake();
    }

    void part(Buffer part) {
        Source useless = null;
        synchronized (this) {
            parts.add(part);
            length += part.length();
            if (length > maxKept) {
                overflown = true;
                closed = true;
                drop();
                useless = readers.isEmpty() ? source : null;
            }
        }
        if (useless != null) {
            useless.abandoned();
            return;
        }
        wake();
        watch();
    }

    void whole() {
        synchronized (this) {
            state = State.WHOLE;
        }
        wake();
    }

    /**
     * The end.
     *
     * @param became what the answer is in either form; null when it has no other than the one it came in
     */
    void landed(@Nullable StoredReply became, boolean wasStored) {
        synchronized (this) {
            reply = became;
            stored = wasStored;
            closed = true;
            state = State.LANDED;
        }
        wake();
        over();
    }

    /** The end without a call: another process has made it, and stored this. */
    void landedElsewhere(StoredReply found) {
        synchronized (this) {
            elsewhere = true;
        }
        landed(found, true);
    }

    void failed(ApiError error) {
        synchronized (this) {
            if (state == State.LANDED) {
                return;
            }
            failure = error;
            closed = true;
            state = State.FAILED;
        }
        wake();
        over();
    }

    /** All that has come, in one; null when it was too long to be kept. */
    synchronized @Nullable Buffer kept() {
        if (overflown) {
            return null;
        }
        Buffer all = Buffer.buffer(Math.toIntExact(length));
        parts.forEach(all::appendBuffer);
        return all;
    }

    // What readers do.

    /** Whether the reader was taken; not when the flight is over or was left by everybody. */
    synchronized boolean join(FlightReader reader) {
        return !closed && readers.add(reader);
    }

    /** @param finish whether the answer is taken to its end without readers */
    void leave(FlightReader reader, boolean finish) {
        Source left = null;
        synchronized (this) {
            if (readers.remove(reader) && readers.isEmpty() && !isOver()) {
                left = source;
                flowing = true;
                closed |= !finish;
            }
        }
        if (left != null) {
            if (finish) {
                left.flow(true);
            } else {
                left.abandoned();
            }
        } else {
            watch();
        }
    }

    synchronized State state() {
        return state;
    }

    synchronized int status() {
        return status;
    }

    synchronized @Nullable MultiMap headers() {
        return headers;
    }

    synchronized @Nullable ApiError failure() {
        return failure;
    }

    synchronized @Nullable StoredReply reply() {
        return reply;
    }

    /** Whether nothing comes, and {@link #reply} is what another process has come to. */
    synchronized boolean isElsewhere() {
        return elsewhere;
    }

    synchronized boolean stored() {
        return stored;
    }

    /** Whether it is longer than what is kept. */
    synchronized boolean overflown() {
        return overflown;
    }

    synchronized long length() {
        return length;
    }

    /** The next part for a reader; null when there is none now. */
    synchronized @Nullable Buffer next(FlightReader reader) {
        int index = reader.position() - dropped;
        if (index >= parts.size()) {
            return null;
        }
        Buffer part = parts.get(index);
        reader.advance(part.length());
        if (overflown) {
            drop();
        }
        return part;
    }

    /** A reader has caught up: the upstream may go on. */
    void caughtUp() {
        boolean waits;
        synchronized (this) {
            waits = !flowing;
        }
        if (waits) {
            watch();
        }
    }

    private boolean isOver() {
        return state == State.LANDED || state == State.FAILED;
    }

    /** What all have read is not kept for anybody once nobody else can come. */
    private void drop() {
        int least = dropped + parts.size();
        for (FlightReader reader : readers) {
            least = Math.min(least, reader.position());
        }
        parts.subList(0, least - dropped).clear();
        dropped = least;
    }

    private void wake() {
        List<FlightReader> woken;
        synchronized (this) {
            woken = List.copyOf(readers);
        }
        woken.forEach(FlightReader::wake);
    }

    /** Looks who is too far behind: when all are, they make the upstream wait; otherwise those go for whom nothing is kept. */
    private void watch() {
        List<FlightReader> late = new ArrayList<>();
        Source changed = null;
        boolean flow;
        synchronized (this) {
            // Who waited for the whole of what turned out too long has all of that before it.
            long allowed = maxLag + (overflown ? maxKept : 0);
            for (FlightReader reader : readers) {
                if (reader.hasBegun() && length - reader.sent() > allowed) {
                    late.add(reader);
                }
            }
            flow = late.isEmpty() || late.size() < readers.size();
            if (!flow || !overflown) {
                late.clear();
            }
            readers.removeAll(late);
            if (flow != flowing) {
                flowing = flow;
                changed = source;
            }
        }
        late.forEach(FlightReader::letGo);
        if (changed != null) {
            changed.flow(flow);
        }
    }
}
