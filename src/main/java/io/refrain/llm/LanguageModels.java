package io.refrain.llm;

import io.quarkus.runtime.Startup;
import io.refrain.quarkus.ChatConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Chooses at run time which model answers, and says once which. Safe for use by several threads at once. */
@ApplicationScoped
class LanguageModels {
    private static final Logger LOG = Logger.getLogger("io.refrain.llm");

    @Produces
    @Singleton
    @Startup
    LanguageModel languageModel(ChatConfig config) {
        boolean credentials = config.apiKey().isPresent() || config.baseUrl().isPresent();
        ChatConfig.Provider provider =
                config.provider().orElse(credentials ? ChatConfig.Provider.OPENAI : ChatConfig.Provider.DEMO);
        LanguageModel model =
                switch (provider) {
                    case OPENAI -> new OpenAiModel(config);
                    case ANTHROPIC -> OtherModels.anthropic(config);
                    case GEMINI -> OtherModels.gemini(config);
                    case OLLAMA -> OtherModels.ollama(config);
                    case DEMO -> new DemoModel(config.demo().delay());
                };
        if (config.provider().isEmpty() && !credentials) {
            LOG.info(
                    "No provider is configured, so the built-in demo answers. For a language model set OPENAI_API_KEY, or"
                            + " refrain.chat.base-url to any server that speaks the OpenAI API.");
        } else {
            if (provider != ChatConfig.Provider.DEMO && provider != ChatConfig.Provider.OLLAMA && !credentials) {
                LOG.warn(
                        "There is no credential, so every new question will be refused: set OPENAI_API_KEY or refrain.chat.api-key, or"
                                + " refrain.chat.base-url to a server that needs none.");
            }
            LOG.infof("Questions go to %s%s, model %s.", model.provider(), at(model), model.model());
        }
        return model;
    }

    private static String at(LanguageModel model) {
        return model.baseUrl().isEmpty() ? "" : " at " + model.baseUrl();
    }
}
