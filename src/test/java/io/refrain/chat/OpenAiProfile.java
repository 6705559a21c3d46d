package io.refrain.chat;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service in front of a stand-in for OpenAI, chosen because there is a base URL. */
public final class OpenAiProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(new DemoProfile().getConfigOverrides());
        overrides.remove("refrain.chat.provider");
        return overrides;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(StandInOpenAi.class));
    }
}
