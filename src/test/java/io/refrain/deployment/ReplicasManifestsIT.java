package io.refrain.deployment;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.config.RefrainUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Holds the manifests of several replicas against those of the base, and their numbers against each other. */
class ReplicasManifestsIT {
    private static final Path REPLICAS = Path.of("k8s/replicas");

    /** What PostgreSQL allows by default, without those that it reserves. */
    private static final int CONNECTIONS = 97;

    private static final Map<String, Object> DEPLOYMENT = map(read(REPLICAS.resolve("deployment.yaml")), "spec");
    private static final Map<String, Object> POD = map(DEPLOYMENT, "template", "spec");

    @Test
    void service_ofTheReplicas_isThatOfTheBase() throws IOException {
        assertEquals(Files.readString(Path.of("k8s/service.yaml")), Files.readString(REPLICAS.resolve("service.yaml")));
    }

    @Test
    void pod_ofTheReplicas_isThatOfTheBaseButForItsVolumesAndItsEnd() {
        Map<String, Object> base = map(read(Path.of("k8s/statefulset.yaml")), "spec", "template", "spec");

        assertEquals(
                without(base, "containers", "volumes"),
                without(POD, "containers", "volumes", "terminationGracePeriodSeconds", "topologySpreadConstraints"));
        assertEquals(
                without(container(base), "volumeMounts"), without(container(POD), "volumeMounts", "env", "lifecycle"));
    }

    @Test
    void pod_toldToEnd_hasTheTimeForWhatItIsAsked() throws IOException {
        long asked = number(container(POD), "lifecycle", "preStop", "sleep", "seconds");
        long answering = Duration.parse("PT" + settings().getProperty("QUARKUS_SHUTDOWN_TIMEOUT"))
                .toSeconds();

        assertTrue(answering >= 60, "refrain.chat.timeout is 60s");
        assertTrue(asked + answering < number(POD, "terminationGracePeriodSeconds"));
    }

    @Test
    void rollout_ofANewVersion_takesNoReplicaBeforeAnotherIsReady() {
        assertEquals(Map.of("maxUnavailable", 0, "maxSurge", 1), map(DEPLOYMENT, "strategy", "rollingUpdate"));
    }

    @Test
    void settings_ofAllReplicas_fitIntoOnePostgresql() throws IOException {
        long most = number(read(REPLICAS.resolve("autoscaler.yaml")), "spec", "maxReplicas");
        long connections = Long.parseLong(settings().getProperty("REFRAIN_POSTGRESQL_CONNECTIONS")) + 1;
        long comingAndGoing = 2;

        assertTrue((most + comingAndGoing) * connections <= CONNECTIONS);
    }

    @Test
    void settings_ofTheDatabase_verifyItsCertificateByTheFileThatIsMounted() throws IOException {
        String uri = settings().getProperty("REFRAIN_URI");
        String directory = list(container(POD), "volumeMounts").stream()
                .filter(mount -> "postgresql".equals(mount.get("name")))
                .map(mount -> (String) mount.get("mountPath"))
                .findAny()
                .orElseThrow();

        assertTrue(RefrainUri.parse(uri).toString().contains("postgresql"), uri);
        assertTrue(uri.endsWith("?sslmode=verify-full&sslrootcert=" + directory + "/ca.crt"), uri);
    }

    private static Properties settings() throws IOException {
        var settings = new Properties();
        try (InputStream file = Files.newInputStream(REPLICAS.resolve("refrain.env"))) {
            settings.load(file);
        }
        return settings;
    }

    private static Map<String, Object> read(Path manifest) {
        try {
            return new Yaml().load(Files.readString(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> container(Map<String, Object> pod) {
        return list(pod, "containers").get(0);
    }

    private static Map<String, Object> without(Map<String, Object> whole, String... names) {
        var rest = new TreeMap<>(whole);
        rest.keySet().removeAll(List.of(names));
        return rest;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> from, String... path) {
        Map<String, Object> at = from;
        for (String name : path) {
            at = (Map<String, Object>) requireNonNull(at.get(name), name);
        }
        return at;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> from, String name) {
        return (List<Map<String, Object>>) requireNonNull(from.get(name), name);
    }

    private static long number(Map<String, Object> from, String... path) {
        int last = path.length - 1;
        Object value = map(from, Arrays.copyOf(path, last)).get(path[last]);
        return ((Number) requireNonNull(value, path[last])).longValue();
    }
}
