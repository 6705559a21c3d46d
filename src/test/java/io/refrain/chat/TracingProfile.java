package io.refrain.chat;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service as it is built with tracing, in front of a stand-in for OpenAI. */
public final class TracingProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(new OpenAiProfile().getConfigOverrides());
        overrides.put("quarkus.otel.enabled", "true");
        overrides.put("quarkus.otel.traces.exporter", "none");
        return overrides;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return new OpenAiProfile().testResources();
    }
}
