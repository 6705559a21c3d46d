package io.refrain.chat;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A server on the loopback address that speaks the OpenAI API, and a service that asks it. */
public final class StandInOpenAi implements QuarkusTestResourceLifecycleManager {
    static final String KEY = "sk-not-a-real-key";

    private @Nullable WireMockServer server;

    @Override
    public Map<String, String> start() {
        WireMockServer started =
                new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
        started.start();
        server = started;
        return Map.of(
                "refrain.chat.base-url",
                "http://127.0.0.1:" + started.port() + "/v1/",
                "refrain.chat.api-key",
                KEY,
                "refrain.chat.model",
                "stand-in-1",
                "refrain.chat.timeout",
                "1s");
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
