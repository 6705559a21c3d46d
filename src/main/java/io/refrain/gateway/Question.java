package io.refrain.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.cassette.RecordedQuestion;
import io.refrain.internal.protocol.Form;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered once. Immutable.
 *
 * @param endpoint where it is asked
 * @param body all of it
 * @param key what the cache knows it by
 * @param form how its answer is wanted, which makes no other question of it
 * @param items what it asks one by one; null when it is one question
 * @param context what was said besides the body
 */
record Question(
        Endpoint endpoint,
        ObjectNode body,
        String key,
        Form form,
        @Nullable EmbeddingItems items,
        QuestionContext context) {
    /** As a cassette has it. */
    RecordedQuestion recorded() {
        return recorded(body);
    }

    /** One of its items, as a cassette has it. */
    RecordedQuestion recorded(ObjectNode item) {
        return context.recorded(item);
    }

    Question with(EmbeddingItems others) {
        return new Question(endpoint, body, key, form, others, context);
    }
}
