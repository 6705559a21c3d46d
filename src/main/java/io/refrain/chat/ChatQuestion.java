package io.refrain.chat;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.jspecify.annotations.Nullable;

/**
 * A question as it was asked, found sound. Immutable.
 *
 * @param turns the conversation, at least one
 * @param model null for the configured one
 * @param temperature null for the configured one, or the provider's
 * @param topP null for the provider's
 * @param maxTokens null for the provider's
 * @param stop texts that end the answer; empty for none
 * @param seed null for none
 * @param more further parameters of the OpenAI API, by their names there
 * @param stream whether the answer is wanted in parts, which makes no other question of it
 */
@Schema(
        name = "Question",
        description = "Has either a prompt or messages.",
        additionalProperties = Schema.False.class,
        properties = {
            @SchemaProperty(name = "prompt", type = SchemaType.STRING, examples = "\"Tell me a joke\""),
            @SchemaProperty(name = "messages", type = SchemaType.ARRAY, implementation = Turn.class, minItems = 1),
            @SchemaProperty(name = "system", type = SchemaType.STRING, description = "The first message, for either"),
            @SchemaProperty(
                    name = "stop",
                    type = SchemaType.ARRAY,
                    implementation = String.class,
                    minItems = 1,
                    maxItems = 4,
                    description = "Or one text"),
            @SchemaProperty(name = "max_completion_tokens", type = SchemaType.INTEGER, minimum = "1"),
            @SchemaProperty(name = "reasoning_effort", type = SchemaType.STRING),
            @SchemaProperty(name = "frequency_penalty", type = SchemaType.NUMBER, minimum = "-2", maximum = "2"),
            @SchemaProperty(name = "presence_penalty", type = SchemaType.NUMBER, minimum = "-2", maximum = "2"),
            @SchemaProperty(name = "logit_bias", type = SchemaType.OBJECT),
            @SchemaProperty(name = "n", type = SchemaType.INTEGER, minimum = "1", maximum = "1"),
            @SchemaProperty(name = "user", type = SchemaType.STRING),
            @SchemaProperty(name = "response_format", type = SchemaType.OBJECT),
            @SchemaProperty(name = "tools", type = SchemaType.ARRAY, implementation = Object.class, minItems = 1),
            @SchemaProperty(name = "tool_choice", description = "A text or an object"),
            @SchemaProperty(name = "parallel_tool_calls", type = SchemaType.BOOLEAN),
            @SchemaProperty(name = "logprobs", type = SchemaType.BOOLEAN),
            @SchemaProperty(name = "top_logprobs", type = SchemaType.INTEGER, minimum = "0", maximum = "20")
        })
record ChatQuestion(
        @Schema(hidden = true) List<Turn> turns,
        @Nullable String model,
        @Schema(minimum = "0", maximum = "2") @Nullable Double temperature,
        @Schema(name = "top_p", minimum = "0", maximum = "1") @Nullable Double topP,
        @Schema(name = "max_tokens", minimum = "1") @Nullable Integer maxTokens,
        List<String> stop,
        @Nullable Integer seed,
        @Schema(hidden = true) Map<String, Object> more,
        boolean stream) {

    /** A question without further parameters, to be answered as a whole. */
    ChatQuestion(
            List<Turn> turns,
            @Nullable String model,
            @Nullable Double temperature,
            @Nullable Double topP,
            @Nullable Integer maxTokens,
            List<String> stop,
            @Nullable Integer seed) {
        this(turns, model, temperature, topP, maxTokens, stop, seed, Map.of(), false);
    }

    ChatQuestion {
        more = Map.copyOf(more);
        turns = List.copyOf(turns);
        stop = List.copyOf(stop);
    }

    /** The same, to be answered as a whole. */
    ChatQuestion asWhole() {
        return stream ? new ChatQuestion(turns, model, temperature, topP, maxTokens, stop, seed, more, false) : this;
    }

    /** Whether the question itself bounds its answer. */
    boolean isBounded() {
        return maxTokens != null || more.containsKey(FurtherParameters.MAX_COMPLETION_TOKENS);
    }

    /** How many characters it has, and a few for the rest. */
    int length() {
        int length = 64;
        for (Turn turn : turns) {
            length += 16 + turn.content().length();
            if (turn.whole() != null) {
                length += turn.whole().toString().length();
            }
        }
        if (!more.isEmpty()) {
            length += more.toString().length();
        }
        for (String text : stop) {
            length += text.length();
        }
        return model == null ? length : length + model.length();
    }
}
