package io.refrain.quarkus;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Names for a native executable what other libraries look up by reflection and do not name themselves: the naming of LangChain4j's wire format,
 * and the parameters whose fields are part of a question's key.
 */
@RegisterForReflection(
        targets = {
            PropertyNamingStrategies.SnakeCaseStrategy.class,
            DefaultChatRequestParameters.class,
            OpenAiChatRequestParameters.class
        })
final class NativeRegistrations {
    private NativeRegistrations() {}
}
