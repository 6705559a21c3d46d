package io.refrain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.refrain.gateway.StoredReply.Form;

/**
 * A request that is answered once. Immutable.
 *
 * @param endpoint where it is asked
 * @param body all of it
 * @param key what the cache knows it by
 * @param form how its answer is wanted, which makes no other question of it
 */
record Question(Endpoint endpoint, JsonNode body, String key, Form form) {}
