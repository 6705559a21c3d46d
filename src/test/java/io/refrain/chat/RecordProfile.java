package io.refrain.chat;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service in front of a stand-in for OpenAI, recording into a file that is not there yet. */
public final class RecordProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(new OpenAiProfile().getConfigOverrides());
        try {
            overrides.put(
                    "refrain.cassette",
                    Files.createTempDirectory("refrain-record")
                            .resolve("new/answers.jsonl")
                            .toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        overrides.put("refrain.mode", "record");
        return overrides;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return new OpenAiProfile().testResources();
    }
}
