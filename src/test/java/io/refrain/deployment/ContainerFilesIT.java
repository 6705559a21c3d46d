package io.refrain.deployment;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the container files against the packaged application and against the manifests that run them. */
class ContainerFilesIT {
    private static final Path CONTAINER_FILES = Path.of("src/main/docker");

    @Test
    void dockerfileJvm_afterPackage_copiesAllOfTheApplicationThatIsThere() throws IOException {
        Path application = Path.of("target/quarkus-app");
        Set<Path> sources = find("Dockerfile.jvm", "^COPY --chown=\\S+ (\\S+) ").stream()
                .map(Path::of)
                .collect(toSet());
        assertFalse(sources.isEmpty());
        assertAll(sources.stream().map(source -> () -> assertTrue(exists(source), source + " is not there")));
        try (var parts = Files.list(application)) {
            assertAll(parts.filter(part -> !part.endsWith("quarkus-app-dependencies.txt"))
                    .map(part -> () -> assertTrue(
                            sources.stream().anyMatch(source -> matches(source, part)), part + " is not copied")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void dockerfile_besideTheStatefulSet_namesTheSameUserPortAndVolume(String file) throws IOException {
        String statefulSet = Files.readString(Path.of("k8s/statefulset.yaml"));
        String user = one(find(file, "^USER (\\d+)$"));
        assertTrue(statefulSet.contains("runAsUser: " + user + "\n"), user);
        assertTrue(statefulSet.contains("fsGroup: " + user + "\n"), user);
        assertTrue(statefulSet.contains("containerPort: " + one(find(file, "^EXPOSE (\\d+)$")) + "\n"));
        assertTrue(statefulSet.contains("mountPath: " + one(find(file, "^VOLUME (\\S+)$")) + "\n"));
    }

    @Test
    void dockerignore_ofTheProject_letsThroughWhatIsCopied() throws IOException {
        Set<String> letThrough = Set.copyOf(Files.readAllLines(Path.of(".dockerignore")));
        assertTrue(
                letThrough.containsAll(Set.of("*", "!target/quarkus-app/*", "!target/*-runner")), letThrough::toString);
    }

    private static List<String> find(String containerFile, String line) throws IOException {
        return Pattern.compile(line, Pattern.MULTILINE)
                .matcher(Files.readString(CONTAINER_FILES.resolve(containerFile)))
                .results()
                .map(MatchResult::group)
                .map(found -> found.replaceAll(line, "$1").strip())
                .toList();
    }

    private static String one(List<String> found) {
        assertEquals(1, found.size(), found.toString());
        return found.get(0);
    }

    private static boolean exists(Path source) throws IOException {
        try (var siblings = Files.list(source.getParent())) {
            return siblings.anyMatch(sibling -> matches(source, sibling));
        }
    }

    private static boolean matches(Path pattern, Path file) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(file);
    }
}
