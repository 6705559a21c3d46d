package io.refrain.chat;

import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.ChatConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Makes generators of keys as the service does, for tests elsewhere. */
public final class QuestionKeyGenerators {
    private QuestionKeyGenerators() {}

    /** @param rememberedCharacters the setting of that name */
    public static QuestionKeyGenerator remembering(long rememberedCharacters) {
        ChatConfig config = config(rememberedCharacters);
        LanguageModel model = new UnaskedModel();
        return new QuestionKeyGenerator(model, new ChatRequests(model, config), config);
    }

    /** One whose model nobody may ask. */
    static Rehearsal rehearsal() {
        return new Rehearsal(new QuestionParser(config(1_000)), remembering(1_000));
    }

    private static ChatConfig config(long rememberedCharacters) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ChatConfig.class)
                .withDefaultValue("refrain.chat.remembered-characters", Long.toString(rememberedCharacters))
                .build()
                .getConfigMapping(ChatConfig.class);
    }
}
