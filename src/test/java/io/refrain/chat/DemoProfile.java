package io.refrain.chat;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The service with its built-in model, keeping everything on the heap. */
public final class DemoProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.http.test-port", "0",
                // Beans of other tests, which bring cache managers of their own.
                "quarkus.arc.exclude-types",
                        "io.refrain.annotations.tck.**,io.refrain.annotations.CacheManagerChoiceTest$OneManager,"
                                + "io.refrain.annotations.CacheManagerChoiceTest$OtherManager",
                "refrain.uri", "refrain:heap",
                "refrain.chat.provider", "demo",
                "refrain.chat.demo.delay", "200ms",
                "refrain.chat.max-body-size", "10000",
                "refrain.caches.\"chat\".expire-after-write", "1h");
    }
}
