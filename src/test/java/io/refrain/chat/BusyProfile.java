package io.refrain.chat;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A service whose provider has little room: few calls at a time, few that wait, and a short time for each. */
public final class BusyProfile implements QuarkusTestProfile {
    static final int CALLS = 4;
    static final int QUEUED = 6;

    /** All of them in a row have to fail before the provider is left alone. */
    static final int BREAKER = 25;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(new OpenAiProfile().getConfigOverrides());
        overrides.put("quarkus.thread-pool.max-threads", "4");
        return overrides;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(
                StandInOpenAi.class,
                Map.of(
                        "refrain.chat.timeout", "5s",
                        "refrain.chat.max-concurrent-calls", Integer.toString(CALLS),
                        "refrain.chat.max-queued-calls", Integer.toString(QUEUED),
                        "refrain.chat.retry.max-retries", "2",
                        "refrain.chat.retry.delay", "20ms",
                        "refrain.chat.circuit-breaker.calls", Integer.toString(BREAKER),
                        "refrain.chat.circuit-breaker.failure-ratio", "1.0",
                        "refrain.chat.circuit-breaker.delay", "1500ms")));
    }
}
