package io.refrain.chat;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A service on the heap with few workers and low bounds. */
public final class SmallServerProfile implements QuarkusTestProfile {
    static final int WORKERS = 4;
    static final int LONGEST_QUESTION = 2_000;
    static final int LONGEST_BODY = 4_000;

    /** Beans of other tests, which bring cache managers of their own. */
    static final String OTHER_TESTS = "io.refrain.annotations.tck.**,"
            + "io.refrain.annotations.CacheManagerChoiceTest$OneManager,"
            + "io.refrain.annotations.CacheManagerChoiceTest$OtherManager";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.http.test-port", "0",
                "quarkus.arc.exclude-types", OTHER_TESTS,
                "quarkus.thread-pool.max-threads", Integer.toString(WORKERS),
                "quarkus.http.limits.max-body-size", Integer.toString(LONGEST_BODY),
                "refrain.uri", "refrain:heap",
                "refrain.chat.provider", "demo",
                "refrain.chat.demo.delay", "0ms",
                "refrain.chat.max-body-size", Integer.toString(LONGEST_QUESTION),
                "refrain.caches.\"chat\".expire-after-write", "1h");
    }
}
