package io.refrain.chat;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** A service with a file that it looks after often. */
public final class DeletedFileProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            return Map.of(
                    "quarkus.http.test-port",
                    "0",
                    "quarkus.arc.exclude-types",
                    SmallServerProfile.OTHER_TESTS,
                    "refrain.uri",
                    "refrain:sqlite:"
                            + Files.createTempDirectory("refrain-deleted").resolve("refrain.db"),
                    "refrain.sqlite.watch-interval",
                    "10ms",
                    "refrain.chat.provider",
                    "demo",
                    "refrain.chat.demo.delay",
                    "0ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
