package io.refrain.llm;

import io.refrain.quarkus.ChatConfig;

/** The built-in model, for whoever answers without a provider. */
public final class DemoAnswers {
    private DemoAnswers() {}

    /** A model that takes the time that is configured for it. */
    public static LanguageModel of(ChatConfig config) {
        return new DemoModel(config.demo().delay());
    }
}
