package io.refrain.llm;

import java.util.Map;

/** Makes models as the service does, for tests elsewhere. */
public final class ConfiguredModels {
    private ConfiguredModels() {}

    /** @param keys without {@code refrain.chat.} */
    public static LanguageModel of(Map<String, String> keys) {
        return new LanguageModels().languageModel(Configured.with(keys));
    }
}
