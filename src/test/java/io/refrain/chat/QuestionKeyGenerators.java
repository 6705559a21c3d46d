package io.refrain.chat;

import io.refrain.jcache.internal.config.KeyReader;
import io.refrain.jcache.internal.config.Settings;
import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.ChatConfig;
import java.util.Map;

/** Makes generators of keys as the service does, for tests elsewhere. */
public final class QuestionKeyGenerators {
    private QuestionKeyGenerators() {}

    /** @param rememberedCharacters the setting of that name */
    public static QuestionKeyGenerator remembering(long rememberedCharacters) {
        ChatConfig config = config(rememberedCharacters);
        LanguageModel model = new UnaskedModel();
        return new QuestionKeyGenerator(model, new ChatRequests(model, config), config);
    }

    /** A reader of questions with the same setting. */
    public static QuestionReader reader(long rememberedCharacters) {
        ChatConfig config = config(rememberedCharacters);
        return new QuestionReader(new QuestionParser(config), config);
    }

    /** One whose model nobody may ask. */
    static Rehearsal rehearsal() {
        return new Rehearsal(new QuestionParser(config(1_000)), remembering(1_000));
    }

    static ChatConfig config(long rememberedCharacters) {
        return new ChatConfig(new KeyReader(
                Settings.only(Map.of("refrain.chat.remembered-characters", Long.toString(rememberedCharacters)))));
    }
}
