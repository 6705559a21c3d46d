package io.refrain.quarkus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Notes the calls of models for whoever traces the service. Implementations are safe for use by several threads at once. */
public interface CallTracing {
    /** Notes nothing. */
    CallTracing NONE = question -> TracedCall.NONE;

    /** Notes that a call begins. */
    TracedCall begin(Question question);

    /** Whether it is worth to say more of a call than that. */
    default boolean isOn() {
        return this != NONE;
    }

    /**
     * What is asked. Immutable.
     *
     * @param operation what is wanted, as the GenAI conventions name it: {@code chat}, {@code text_completion} or {@code embeddings}
     * @param provider whose API it is
     * @param baseUrl where it goes; empty for a built-in model
     * @param body in the terms of an API
     */
    record Question(String operation, String provider, String baseUrl, JsonNode body) {}

    /** One call. Its end is told once. */
    interface TracedCall {
        /** Is not noted. */
        TracedCall NONE = new TracedCall() {
            @Override
            public <T> T during(Supplier<T> start) {
                return start.get();
            }

            @Override
            public void answered(@Nullable JsonNode answer) {}

            @Override
            public void failed(String type) {}
        };

        /** Does what begins the call; what is noted meanwhile belongs to it. */
        <T> T during(Supplier<T> start);

        /**
         * The end.
         *
         * @param answer in the terms of an API; null when nobody can read it
         */
        void answered(@Nullable JsonNode answer);

        /**
         * The end, without an answer.
         *
         * @param type what went wrong, in one word or as a status
         */
        void failed(String type);
    }
}
