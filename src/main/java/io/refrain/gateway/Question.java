package io.refrain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.refrain.gateway.StoredReply.Form;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered once. Immutable.
 *
 * @param endpoint where it is asked
 * @param body all of it
 * @param key what the cache knows it by
 * @param form how its answer is wanted, which makes no other question of it
 * @param items what it asks one by one; null when it is one question
 */
record Question(Endpoint endpoint, JsonNode body, String key, Form form, @Nullable EmbeddingItems items) {
    Question with(EmbeddingItems others) {
        return new Question(endpoint, body, key, form, others);
    }
}
