package io.refrain.chat;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** A service whose file is a directory. */
public final class BrokenFileProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            return Map.of(
                    "quarkus.http.test-port",
                    "0",
                    "quarkus.arc.exclude-types",
                    SmallServerProfile.OTHER_TESTS,
                    "refrain.uri",
                    "refrain:sqlite:" + Files.createTempDirectory("refrain-no-file"),
                    "refrain.chat.provider",
                    "demo",
                    "refrain.chat.demo.delay",
                    "0ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
