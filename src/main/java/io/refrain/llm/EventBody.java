package io.refrain.llm;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import io.refrain.cassette.EventFields;
import io.refrain.cassette.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes in a stream of server-sent events, counted as it comes, up to a bound, and hands on each event as soon as it is whole. Needs no thread of
 * its own. Confined to one exchange, which calls it from one thread at a time.
 */
final class EventBody implements BodySubscriber<byte[]> {
    private static final byte[] NOTHING = {};

    private final CompletableFuture<byte[]> end = new CompletableFuture<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final EventFields fields = new EventFields();
    private final long bound;
    private final boolean lines;
    private final Consumer<ServerSentEvent> events;
    private boolean afterReturn;
    private long count;
    private @Nullable Subscription subscription;

    /** @param lines whether each line is the data of an event, as Ollama has it */
    EventBody(long bound, boolean lines, Consumer<ServerSentEvent> events) {
        this.bound = bound;
        this.lines = lines;
        this.events = events;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Subscription started) {
        subscription = started;
        started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        try {
            for (ByteBuffer part : parts) {
                count += part.remaining();
                if (count > bound) {
                    throw BoundedBody.tooLarge(bound);
                }
                while (part.hasRemaining() && !end.isDone()) {
                    take(part.get());
                }
            }
        } catch (RuntimeException e) {
            if (subscription != null) {
                subscription.cancel();
            }
            end.completeExceptionally(e);
        }
    }

    /** A line ends with a line feed, a carriage return or both. */
    private void take(byte next) {
        if (next == '\n' && afterReturn) {
            afterReturn = false;
            return;
        }
        afterReturn = next == '\r';
        if (next == '\n' || next == '\r') {
            endOfLine();
        } else {
            line.write(next);
        }
    }

    private void endOfLine() {
        String text;
        try {
            text = BoundedHttpClient.utf8(line.toByteArray());
        } catch (CharacterCodingException e) {
            throw new NoAnswer("sent something that is no answer: it is not UTF-8");
        }
        line.reset();
        if (lines) {
            if (!text.isBlank()) {
                events.accept(new ServerSentEvent(null, text));
            }
            return;
        }
        if (text.isEmpty()) {
            endOfEvent();
            return;
        }
        fields.line(text);
    }

    private void endOfEvent() {
        RecordedEvent event = fields.end();
        if (event != null) {
            events.accept(new ServerSentEvent(event.name(), event.data()));
        }
    }

    @Override
    public void onError(Throwable e) {
        end.completeExceptionally(e);
    }

    @Override
    public void onComplete() {
        try {
            // Some servers leave out the last empty line.
            if (line.size() > 0) {
                endOfLine();
            }
            endOfEvent();
            end.complete(NOTHING);
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
        }
    }
}
