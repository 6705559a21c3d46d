package io.refrain.chat;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A server on the loopback address that speaks the OpenAI API, and a service that asks it. */
public final class StandInOpenAi implements QuarkusTestResourceLifecycleManager {
    static final String KEY = "sk-not-a-real-key";

    private Map<String, String> more = Map.of();
    private @Nullable WireMockServer server;

    @Override
    public void init(Map<String, String> arguments) {
        more = arguments;
    }

    @Override
    public Map<String, String> start() {
        WireMockServer started = new WireMockServer(
                wireMockConfig().dynamicPort().bindAddress("127.0.0.1").containerThreads(100));
        started.start();
        server = started;
        Map<String, String> keys = new HashMap<>(Map.of(
                "refrain.chat.base-url",
                "http://127.0.0.1:" + started.port() + "/v1/",
                "refrain.chat.api-key",
                KEY,
                "refrain.chat.model",
                "stand-in-1",
                "refrain.chat.timeout",
                "4s",
                // Each failure by itself.
                "refrain.chat.retry.max-retries",
                "0",
                "refrain.chat.circuit-breaker.calls",
                "0"));
        keys.putAll(more);
        return keys;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(Objects.requireNonNull(server), new TestInjector.MatchesType(WireMockServer.class));
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop();
        }
    }
}
