package io.refrain.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * An answer on its way to one client, as server-sent events: the content in parts, then an event {@code answer} with all of it, as an unstreamed
 * question gets it. What fails before the first part is a problem with its status; after that, an event {@code problem}. Safe for use by several threads
 * at once.
 */
final class AnswerStream {
    /** The property of an exchange under which its stream is. */
    static final String PROPERTY = "io.refrain.chat.stream";

    private static final Logger LOG = Logger.getLogger("io.refrain.chat");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** A word with the white space after it: what is at hand as a whole is told as a model would tell it. */
    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=\\s)(?=\\S)");

    private final CompletableFuture<AnswerStream> started = new CompletableFuture<>();
    private final StringBuilder said = new StringBuilder();
    private final StringBuilder waiting = new StringBuilder();
    private boolean deaf;
    private boolean ended;
    private @Nullable StoredAnswer answer;
    private @Nullable ServerHttpResponse response;

    /** Has an item once there is something to be sent, or the failure that came before. */
    Uni<AnswerStream> started() {
        return Uni.createFrom().completionStage(started);
    }

    /** The whole answer, once it is there. */
    synchronized @Nullable StoredAnswer answer() {
        return answer;
    }

    /** What the model said next. */
    synchronized void part(String part) {
        if (!deaf && !ended) {
            say(part);
        }
    }

    /** Whether nothing has been said yet; then it takes one answer as a whole and no more parts of another. */
    synchronized boolean isStillFree() {
        deaf |= said.isEmpty();
        return deaf;
    }

    private void say(String part) {
        if (!part.isEmpty()) {
            said.append(part);
            send("data: " + json(Map.of("content", part)) + "\n\n");
        }
    }

    /** The end: sends what is still missing. */
    synchronized void whole(StoredAnswer whole) {
        if (ended) {
            return;
        }
        answer = whole;
        String content = whole.answer().content();
        if (!content.startsWith(said.toString())) {
            failed(new IllegalStateException("What was streamed is not how the answer begins"));
            return;
        }
        for (String word : BETWEEN_WORDS.split(content.substring(said.length()))) {
            say(word);
        }
        ended = true;
        send("event: answer\ndata: " + json(whole.answer()) + "\n\n");
    }

    /** The end, without an answer. */
    synchronized void failed(Throwable e) {
        if (ended) {
            return;
        }
        ended = true;
        if (started.completeExceptionally(e)) {
            return;
        }
        LOG.debug("A streamed answer broke off", e);
        send("event: problem\ndata: " + json(Problems.ofStream(e)) + "\n\n");
    }

    private void send(String event) {
        ServerHttpResponse out = response;
        if (out == null) {
            waiting.append(event);
            started.complete(this);
        } else {
            write(out, event);
        }
    }

    /** From now on everything goes there at once. */
    synchronized void writeTo(ServerHttpResponse out) {
        response = out;
        out.setChunked(true);
        write(out, waiting.toString());
        waiting.setLength(0);
    }

    private void write(ServerHttpResponse out, String events) {
        if (out.closed()) {
            // The client left; the answer is stored all the same.
            return;
        }
        var unused = out.write(events.getBytes(StandardCharsets.UTF_8));
        if (ended) {
            out.end();
        }
    }

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What is sent can be written as JSON", e);
        }
    }
}
