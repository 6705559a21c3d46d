package io.refrain.llm;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Takes in a body, counted as it comes, up to a bound. Confined to one exchange, which calls it from one thread at a time. */
final class BoundedBody implements BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long bound;
    private final boolean cut;
    private @Nullable Subscription subscription;

    private BoundedBody(long bound, boolean cut) {
        this.bound = bound;
        this.cut = cut;
    }

    /** A body beyond the bound is no answer. */
    static BoundedBody upTo(long bound) {
        return new BoundedBody(bound, false);
    }

    /** Of a body beyond the bound there is its beginning. */
    static BoundedBody cutAt(long bound) {
        return new BoundedBody(bound, true);
    }

    /** What is told of an answer beyond the bound. */
    static NoAnswer tooLarge(long bound) {
        return new NoAnswer("sent an answer of more than refrain.chat.max-answer-size, which is " + bound
                + " bytes; it was not read");
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription started) {
        subscription = started;
        started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            if (body.isDone()) {
                return;
            }
            int room = (int) Math.min(part.remaining(), bound - bytes.size());
            boolean whole = room == part.remaining();
            byte[] taken = new byte[room];
            part.get(taken);
            bytes.writeBytes(taken);
            if (!whole) {
                stop();
            }
        }
    }

    private void stop() {
        if (subscription != null) {
            // Closes the connection: the rest is never read.
            subscription.cancel();
        }
        if (cut) {
            body.complete(bytes.toByteArray());
        } else {
            body.completeExceptionally(tooLarge(bound));
        }
    }

    @Override
    public void onError(Throwable e) {
        body.completeExceptionally(e);
    }

    @Override
    public void onComplete() {
        body.complete(bytes.toByteArray());
    }
}
