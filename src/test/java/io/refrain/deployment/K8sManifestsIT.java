package io.refrain.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"k8s", "k8s/replicas"})
    void validate_ofWhatIsThere_passes(Path directory) throws Exception {
        Outcome outcome = validate(directory);
        assertEquals(0, outcome.status(), outcome.output());
    }

    @ParameterizedTest(name = "validate_withWrong_{0}_fails")
    @CsvSource({
        "type,             k8s,          statefulset.yaml,   'replicas: 1',       'replicas: one'",
        "fieldName,        k8s,          statefulset.yaml,   'httpGet:',          'httpGot:'",
        "listItem,         k8s,          statefulset.yaml,   '- ALL',             'ALL'",
        "apiVersion,       k8s,          statefulset.yaml,   'apps/v1',           'apps/v1beta9'",
        "reference,        k8s,          kustomization.yaml, '- service.yaml',    '- services.yaml'",
        "strategy,         k8s/replicas, deployment.yaml,    'maxSurge:',         'maxSurges:'",
        "preStop,          k8s/replicas, deployment.yaml,    'sleep:',            'slept:'",
        "budget,           k8s/replicas, disruption.yaml,    'maxUnavailable:',   'maxUnready:'",
        "autoscaler,       k8s/replicas, autoscaler.yaml,    'maxReplicas: 8',    'maxReplicas: eight'",
    })
    void validate_withABrokenCopy_fails(
            String what, Path directory, String file, String right, String wrong, @TempDir Path copy) throws Exception {
        copy(directory, copy);
        Path manifest = copy.resolve(file);
        String sound = Files.readString(manifest);
        String broken = sound.replace(right, wrong);
        assertNotEquals(sound, broken, "nothing was broken");
        Files.writeString(manifest, broken);

        Outcome outcome = validate(copy);

        assertEquals(1, outcome.status(), outcome.output());
    }

    private static void copy(Path directory, Path copy) throws IOException {
        try (var files = Files.list(directory)) {
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
