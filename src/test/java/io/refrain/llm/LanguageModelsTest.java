package io.refrain.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which model answers when what is configured. */
class LanguageModelsTest {
    private static final String URL = "http://localhost:11434/v1";

    @Test
    void languageModel_withNothingConfigured_isTheDemo() {
        LanguageModel model = model(Map.of());
        assertEquals("demo", model.provider());
        assertEquals("", model.baseUrl());
        assertEquals("demo", model.model());
    }

    @Test
    void languageModel_withAKey_isOpenAi() {
        LanguageModel model = model(Map.of("api-key", "not-a-real-key"));
        assertEquals("openai", model.provider());
        assertEquals("https://api.openai.com/v1", model.baseUrl());
        assertEquals("gpt-4o-mini", model.model());
    }

    @Test
    void languageModel_withAnAddressOnly_isTheServerThere() {
        LanguageModel model = model(Map.of("base-url", URL + "/", "model", "llama3"));
        assertEquals("openai", model.provider());
        assertEquals(URL, model.baseUrl());
        assertEquals("llama3", model.model());
    }

    @Test
    void languageModel_withAProviderNamed_isThatOneWhateverElseIsThere() {
        assertEquals(
                "demo",
                model(Map.of("provider", "demo", "api-key", "not-a-real-key")).provider());
        assertEquals("openai", model(Map.of("provider", "openai")).provider());
    }

    private static LanguageModel model(Map<String, String> keys) {
        return new LanguageModels().languageModel(Configured.with(keys));
    }
}
