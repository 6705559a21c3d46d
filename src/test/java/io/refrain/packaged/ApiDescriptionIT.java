package io.refrain.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code src/test/api/schemathesis.sh} against the packaged service; skipped, with the script's own words, where its tool is not to be had. */
class ApiDescriptionIT {
    private static final int TOOL_MISSING = 3;

    @TempDir
    Path directory;

    @Test
    void openapi_ofThePackagedService_isTrue() throws Exception {
        try (PackagedService service = PackagedService.start(
                directory,
                Map.of(
                        "REFRAIN_CHAT_PROVIDER", "demo",
                        "REFRAIN_CHAT_DEMO_DELAY", "0ms",
                        "REFRAIN_URI", "refrain:heap"))) {
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            "src/test/api/schemathesis.sh", service.address().toString()))
                    .redirectErrorStream(true);
            builder.environment()
                    .put("REFRAIN_SCHEMATHESIS_EXAMPLES", System.getProperty("tests.schemathesis.examples", "40"));
            Process script = builder.start();
            script.getOutputStream().close();
            String output = new String(script.getInputStream().readAllBytes(), UTF_8);
            int status = script.waitFor();
            if (status == TOOL_MISSING) {
                System.out.println("The OpenAPI document is not checked. " + output);
            }
            assumeTrue(status != TOOL_MISSING, "src/test/api/schemathesis.sh could not install its tool");
            assertEquals(0, status, output);
            assertEquals(List.of(), service.troubles());
        }
    }
}
