package io.refrain.llm;

import io.refrain.quarkus.ChatConfig;
import java.util.Optional;

/** Where the providers are whose APIs many others speak, too. */
public final class BaseUrls {
    private BaseUrls() {}

    /** That of whatever speaks the OpenAI API, when {@code /chat} asks it; empty when it does not. */
    public static Optional<String> openAi(ChatConfig config) {
        boolean chosen = config.provider()
                .map(provider -> provider == ChatConfig.Provider.OPENAI)
                .orElse(config.apiKey().isPresent() || config.baseUrl().isPresent());
        return chosen ? Optional.of(config.baseUrl().orElse(OpenAiModel.BASE_URL)) : Optional.empty();
    }

    /** That of Anthropic's API. */
    public static String anthropic(ChatConfig config) {
        return config.provider()
                .filter(provider -> provider == ChatConfig.Provider.ANTHROPIC)
                .flatMap(provider -> config.baseUrl())
                .orElse(OtherModels.ANTHROPIC_BASE_URL);
    }
}
