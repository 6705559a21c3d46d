package io.refrain.chat;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service with recorded answers, in front of a stand-in for OpenAI that it must not ask. */
public final class ReplayProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(new OpenAiProfile().getConfigOverrides());
        overrides.put("refrain.cassette", "src/test/resources/answers.jsonl");
        overrides.put("refrain.mode", "replay");
        return overrides;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return new OpenAiProfile().testResources();
    }
}
