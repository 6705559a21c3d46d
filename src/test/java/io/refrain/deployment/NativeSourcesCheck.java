package io.refrain.deployment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Reads what {@code ./mvnw verify -Dnative -Dquarkus.native.sources-only=true} hands to the native image builder, and
 * looks for the registrations without which the executable does not build or fails at run time. Runs in that build
 * only. A rule about a library counts from the moment a class of Refrain refers to that library.
 */
class NativeSourcesCheck {
    private static final Path SOURCES = Path.of("target/native-sources");
    private static final String CONFIGURATION = "META-INF/native-image/";
    private static final String PROVIDERS = "META-INF/services/javax.cache.spi.CachingProvider";
    private static final String OPEN_AI = "dev/langchain4j/model/openai/";
    private static final String HIBERNATE_BOOTSTRAP = "org/hibernate/boot/registry/StandardServiceRegistryBuilder";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Names of Refrain's classes as in a class file, each with its bytes as Latin-1 text. */
    private static Map<String, String> classes = Map.of();

    private static Set<String> reflective = Set.of();
    private static List<String> resourcePatterns = List.of();
    private static String providers = "";
    private static String serializable = "";

    @BeforeAll
    static void readRunner() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES);
                JarFile runner =
                        new JarFile(files.filter(file -> file.toString().endsWith("-runner.jar"))
                                .findFirst()
                                .orElseThrow()
                                .toFile())) {
            classes = runner.stream()
                    .filter(entry -> entry.getName().matches("io/refrain/.*\\.class"))
                    .collect(toMap(
                            entry -> entry.getName().replaceFirst("\\.class$", ""),
                            entry -> new String(read(runner, entry.getName()), ISO_8859_1)));
            reflective = texts(JSON.readTree(read(runner, CONFIGURATION + "reflect-config.json")), "name")
                    .collect(Collectors.toSet());
            resourcePatterns = texts(
                            JSON.readTree(read(runner, CONFIGURATION + "resource-config.json"))
                                    .at("/resources/includes"),
                            "pattern")
                    .toList();
            serializable = new String(read(runner, CONFIGURATION + "serialization-config.json"), UTF_8);
            providers = new String(read(runner, PROVIDERS), UTF_8).strip();
        }
    }

    @Test
    void arguments_ofTheBuilder_initialiseLangChain4jsRandomNumbersAtRunTime() throws IOException {
        String initialisedAtRunTime = "dev.langchain4j.internal.RetryUtils";
        List<String> arguments =
                List.of(Files.readString(SOURCES.resolve("native-image.args")).split("\\s+"));
        assertTrue(arguments.contains("--initialize-at-run-time=" + initialisedAtRunTime), arguments::toString);
        assertTrue(libraryHas(initialisedAtRunTime.replace('.', '/') + ".class"), "LangChain4j has no such class now");
    }

    @Test
    void cachingProvider_lookedUpByTheStandardApi_isRegistered() {
        assumeAClassRefersTo("javax/cache/Caching");
        assertTrue(isResource(PROVIDERS), PROVIDERS);
        assertTrue(reflective.contains(providers), providers);
    }

    @Test
    void openAi_used_hasItsNamingStrategyAndItsHttpClient() {
        assumeAClassRefersTo(OPEN_AI);
        assertTrue(reflective.contains("com.fasterxml.jackson.databind.PropertyNamingStrategies$SnakeCaseStrategy"));
        boolean named = referringTo("dev/langchain4j/http/client/jdk/JdkHttpClient")
                .findAny()
                .isPresent();
        boolean found = isResource("META-INF/services/dev.langchain4j.http.client.HttpClientBuilderFactory")
                && reflective.contains("dev.langchain4j.http.client.jdk.JdkHttpClientBuilderFactory");
        assertTrue(named || found, "LangChain4j finds no HTTP client");
    }

    @Test
    void hibernateBootstrapOfPlainJava_besideTheApplication_isOutOfReach() {
        List<String> bootstraps = referringTo(HIBERNATE_BOOTSTRAP).toList();
        assumeTrue(!bootstraps.isEmpty(), "no class refers to " + HIBERNATE_BOOTSTRAP);
        assertAll(bootstraps.stream().map(bootstrap -> () -> {
            List<String> callers = referringTo(bootstrap)
                    .filter(caller -> !caller.startsWith(bootstrap))
                    .toList();
            assertEquals(List.of(), callers, "to be found by ServiceLoader only: " + bootstrap);
            assertTrue(!reflective.contains(bootstrap.replace('/', '.')), bootstrap);
        }));
    }

    @Test
    void serialization_ofTheJdksImmutableLists_isNotRegistered() {
        assertTrue(!serializable.contains("java.util.ImmutableCollections"), "breaks Jackson's arrays");
    }

    private static void assumeAClassRefersTo(String name) {
        assumeTrue(referringTo(name).findAny().isPresent(), "no class refers to " + name);
    }

    private static Stream<String> referringTo(String name) {
        return classes.entrySet().stream()
                .filter(type -> type.getValue().contains(name))
                .map(Map.Entry::getKey);
    }

    private static boolean isResource(String path) {
        return resourcePatterns.stream().anyMatch(path::matches);
    }

    private static boolean libraryHas(String path) throws IOException {
        try (Stream<Path> libraries = Files.list(SOURCES.resolve("lib"))) {
            for (Path library : libraries.toList()) {
                try (JarFile jar = new JarFile(library.toFile())) {
                    if (jar.getJarEntry(path) != null) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static Stream<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.path(field).asText());
    }

    private static byte[] read(JarFile jar, String name) {
        try (var content = jar.getInputStream(new ZipEntry(name))) {
            assertNotNull(content, name);
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
