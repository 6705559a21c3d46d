package io.refrain.chat;

import java.util.List;
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
                    description = "Or one text")
        })
record ChatQuestion(
        @Schema(hidden = true) List<Turn> turns,
        @Nullable String model,
        @Schema(minimum = "0", maximum = "2") @Nullable Double temperature,
        @Schema(name = "top_p", minimum = "0", maximum = "1") @Nullable Double topP,
        @Schema(name = "max_tokens", minimum = "1") @Nullable Integer maxTokens,
        List<String> stop,
        @Nullable Integer seed) {

    ChatQuestion {
        turns = List.copyOf(turns);
        stop = List.copyOf(stop);
    }

    /** How many characters it has, and a few for the rest. */
    int length() {
        int length = 64;
        for (Turn turn : turns) {
            length += 16 + turn.content().length();
        }
        for (String text : stop) {
            length += text.length();
        }
        return model == null ? length : length + model.length();
    }
}
