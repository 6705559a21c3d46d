package io.refrain.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs {@code k8s/validate.sh}; skipped, with the script's own words, where its tools are not to be had. */
@EnabledIf(value = "toolsAreThere", disabledReason = "k8s/validate.sh could not install its tools")
class K8sManifestsIT {
    private static final Path BASE = Path.of("k8s");
    private static final int TOOL_MISSING = 3;

    static boolean toolsAreThere() throws Exception {
        Outcome first = validate(BASE);
        if (first.status() == TOOL_MISSING) {
            System.out.println("The manifests are not validated. " + first.output());
        }
        return first.status() != TOOL_MISSING;
    }

    @Test
    void validate_ofTheBase_passes() throws Exception {
        Outcome outcome = validate(BASE);
        assertEquals(0, outcome.status(), outcome.output());
    }

    @Test
    void validate_ofTheReplicas_passes() throws Exception {
        Outcome outcome = validate(BASE.resolve("replicas"));
        assertEquals(0, outcome.status(), outcome.output());
    }

    @Test
    void replicas_runWhatTheBaseRuns() throws Exception {
        assertEquals(
                Files.readString(BASE.resolve("service.yaml")),
                Files.readString(BASE.resolve("replicas/service.yaml")));
        String deployment = Files.readString(BASE.resolve("replicas/deployment.yaml"));
        String container = Files.readString(BASE.resolve("statefulset.yaml"));
        container = container.substring(container.indexOf("startupProbe:"), container.indexOf("volumeMounts:"));
        assertTrue(deployment.contains(container), container);
    }

    @ParameterizedTest(name = "validate_withWrong_{0}_fails")
    @CsvSource({
        "type,             statefulset.yaml,   'replicas: 1',     'replicas: one'",
        "fieldName,        statefulset.yaml,   'httpGet:',        'httpGot:'",
        "listItem,         statefulset.yaml,   '- ALL',           'ALL'",
        "apiVersion,       statefulset.yaml,   'apps/v1',         'apps/v1beta9'",
        "reference,        kustomization.yaml, '- service.yaml',  '- services.yaml'",
    })
    void validate_withABrokenCopy_fails(String what, String file, String right, String wrong, @TempDir Path copy)
            throws Exception {
        copyBase(copy);
        Path manifest = copy.resolve(file);
        String sound = Files.readString(manifest);
        String broken = sound.replace(right, wrong);
        assertNotEquals(sound, broken, "nothing was broken");
        Files.writeString(manifest, broken);

        Outcome outcome = validate(copy);

        assertEquals(1, outcome.status(), outcome.output());
    }

    private static void copyBase(Path copy) throws IOException {
        try (var files = Files.list(BASE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
    }

    private static Outcome validate(Path directory) throws IOException, InterruptedException {
        Process script = new ProcessBuilder(List.of("k8s/validate.sh", directory.toString()))
                .redirectErrorStream(true)
                .start();
        script.getOutputStream().close();
        String output = new String(script.getInputStream().readAllBytes(), UTF_8);
        int status = script.waitFor();
        return new Outcome(status, output);
    }

    private record Outcome(int status, String output) {}
}
