package io.refrain.chat;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service in front of a stand-in for OpenAI, with answers that are stale as soon as they are stored, and kept for an hour. */
public final class StaleProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(new OpenAiProfile().getConfigOverrides());
        overrides.put("refrain.caches.\"chat\".expire-after-write", "1ms");
        overrides.put("refrain.chat.stale-if-error", "1h");
        return overrides;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return new OpenAiProfile().testResources();
    }
}
