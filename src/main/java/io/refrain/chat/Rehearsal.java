package io.refrain.chat;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Does for a question that nobody asks what is done for each, but for HTTP, the look-up and the model. Safe for use by several threads at once. */
@Singleton
class Rehearsal {
    private final byte[] body = ("{\"prompt\": \"" + UUID.randomUUID() + "\"}").getBytes(StandardCharsets.UTF_8);
    private final StoredAnswerCodec codec = new StoredAnswerCodec();
    private final QuestionParser parser;
    private final QuestionKeyGenerator keys;

    @Inject
    Rehearsal(QuestionParser parser, QuestionKeyGenerator keys) {
        this.parser = parser;
        this.keys = keys;
    }

    /** Gives what the cache would know the question by, which has no answer there. */
    QuestionName run() {
        QuestionName name = keys.nameOf(parser.ofJson(body));
        var usage = new Answer.TokenUsage(0, 0, 0);
        var answer = new Answer("", "", new Answer.Metadata(usage, null, null, null, null));
        codec.decode(codec.encode(new StoredAnswer(answer, Instant.EPOCH)), Rehearsal.class.getClassLoader());
        return name;
    }
}
