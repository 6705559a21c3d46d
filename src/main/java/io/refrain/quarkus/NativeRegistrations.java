package io.refrain.quarkus;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Names for a native executable what other libraries look up by reflection and do not name themselves: the naming of LangChain4j's wire format,
 * the parameters whose fields are part of a question's key, the keys that the annotations make, which a persistent cache takes apart, and what
 * Caffeine's caches are made of.
 */
@RegisterForReflection(
        targets = {
            PropertyNamingStrategies.SnakeCaseStrategy.class,
            DefaultChatRequestParameters.class,
            OpenAiChatRequestParameters.class
        },
        // Not public: a cache and its entries, bounded by size and by weight; the parts of a key.
        classNames = {
            "com.github.benmanes.caffeine.cache.SSMS",
            "com.github.benmanes.caffeine.cache.PSMS",
            "com.github.benmanes.caffeine.cache.SSMW",
            "com.github.benmanes.caffeine.cache.PSMW",
            "com.github.benmanes.caffeine.cache.FS",
            "com.github.benmanes.caffeine.cache.WS",
            "io.refrain.annotations.DefaultGeneratedCacheKey",
            "io.refrain.annotations.ArrayElements",
            "io.refrain.annotations.PrimitiveElements"
        })
final class NativeRegistrations {
    private NativeRegistrations() {}
}
