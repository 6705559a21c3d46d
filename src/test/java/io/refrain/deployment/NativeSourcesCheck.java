package io.refrain.deployment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.refrain.internal.nativeimage.OptionalPartsFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    private static final String POSTGRESQL = "io/refrain/jcache/internal/store/database/postgresql/";
    private static final String LIBRARY = CONFIGURATION + "io.refrain/refrain/";
    private static final String HIBERNATE_BOOTSTRAP = "org/hibernate/boot/registry/StandardServiceRegistryBuilder";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Names of Refrain's classes as in a class file, each with its bytes as Latin-1 text. */
    private static Map<String, String> classes = Map.of();

    /** What is registered for reflection, by the name of the class. */
    private static Map<String, JsonNode> reflective = Map.of();

    /** What the library registers for reflection, wherever it is. */
    private static List<JsonNode> library = List.of();

    private static String features = "";
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
            classes = classes(runner, "io/refrain/");
            reflective = stream(JSON.readTree(read(runner, CONFIGURATION + "reflect-config.json")))
                    .collect(toMap(entry -> entry.path("name").asText(), entry -> entry));
            library = stream(JSON.readTree(read(runner, LIBRARY + "reflect-config.json")))
                    .toList();
            features = new String(read(runner, LIBRARY + "native-image.properties"), UTF_8);
            resourcePatterns = Stream.concat(resources(runner, CONFIGURATION), resources(runner, LIBRARY))
                    .toList();
            serializable = new String(read(runner, CONFIGURATION + "serialization-config.json"), UTF_8);
            providers = new String(read(runner, PROVIDERS), UTF_8).strip();
        }
    }

    private static Stream<String> resources(JarFile runner, String folder) throws IOException {
        return texts(
                JSON.readTree(read(runner, folder + "resource-config.json")).at("/resources/includes"), "pattern");
    }

    @Test
    void arguments_ofTheBuilder_initialiseLangChain4jsRandomNumbersAtRunTime() throws IOException {
        assertInitialisedAtRunTime("dev/langchain4j/internal/RetryUtils");
        assertTrue(
                langChain4j().containsKey("dev/langchain4j/internal/RetryUtils"), "LangChain4j has no such class now");
    }

    /** Its tables would be most of an executable. */
    @Test
    void classes_ofTheService_haveNoTokenizer() throws IOException {
        List<String> tokenizing =
                referringTo("com/knuddels/jtokkit/", langChain4j()).toList();
        assertFalse(tokenizing.isEmpty(), "LangChain4j counts tokens in another way now");
        for (String type : tokenizing) {
            assertEquals(List.of(), referringTo(type).toList());
        }
    }

    private static void assertInitialisedAtRunTime(String type) throws IOException {
        List<String> arguments =
                List.of(Files.readString(SOURCES.resolve("native-image.args")).split("\\s+"));
        assertTrue(
                arguments.contains("--initialize-at-run-time=" + type.replace('/', '.')),
                () -> type + " in " + arguments);
    }

    /** Found without an executable: each is built here, and what Caffeine looked up for it is asked for. */
    @Test
    void caffeineCaches_ofEveryCombinationOfSettings_areRegistered(@TempDir Path directory)
            throws ReflectiveOperationException {
        Set<String> lookedUp = new CaffeineCaches(directory).lookedUpByName();
        assertFalse(lookedUp.isEmpty());
        for (String name : lookedUp) {
            JsonNode registered = reflective.getOrDefault(name, MissingNode.getInstance());
            assertTrue(registered.path("allDeclaredConstructors").asBoolean(), () -> name + ": " + registered);
            assertTrue(registered.path("allDeclaredFields").asBoolean(), () -> name + ": " + registered);
        }
    }

    @Test
    void cachingProvider_lookedUpByTheStandardApi_isRegistered() {
        assumeAClassRefersTo("javax/cache/Caching");
        assertTrue(isResource(PROVIDERS), PROVIDERS);
        assertTrue(reflective.containsKey(providers), providers);
    }

    /** By the library, whose registrations the builder finds in the same archive, with the classes that they are about. */
    @Test
    void postgresql_whoseDriverTheServiceHas_isRegistered() throws IOException {
        Set<String> names = new HashSet<>();
        try (Stream<Path> libraries = Files.list(SOURCES.resolve("lib"))) {
            for (Path library : libraries
                    .filter(file -> file.getFileName().toString().matches(".*(postgresql|agroal).*"))
                    .toList()) {
                try (JarFile jar = new JarFile(library.toFile())) {
                    jar.stream().map(ZipEntry::getName).forEach(names::add);
                }
            }
        }
        List<String> needed = library.stream()
                .filter(each -> each.at("/condition/typeReachable").asText().startsWith(POSTGRESQL.replace('/', '.')))
                .map(each -> each.path("name").asText())
                .toList();
        assertTrue(needed.contains("org.postgresql.Driver"), needed::toString);
        for (String name : needed) {
            String file = name.replace("[]", "").replace('.', '/') + ".class";
            assertTrue(name.startsWith("java.") || names.contains(file), name);
        }
        String source = POSTGRESQL + "PostgresqlSource";
        assertTrue(isResource("META-INF/services/" + source.replace('/', '.')));
        assertTrue(classes.containsKey(source));
    }

    /** Each is registered when what it needs is there, which the service has. */
    @Test
    void optionalParts_foundByServiceLoader_canBeFound() {
        assertTrue(features.contains(OptionalPartsFeature.class.getName()), features);
        OptionalPartsFeature.needed()
                .keySet()
                .forEach(provider -> assertTrue(classes.containsKey(provider.replace('.', '/')), provider));
        assertTrue(isResource("META-INF/services/io.refrain.jcache.internal.codec.TypedCodecs"));
    }

    /** Without them a cache manager would refuse the keys of the service. */
    @Test
    void keysOfTheService_lookedUpByTheLibrary_areRegistered() {
        assertTrue(isResource("META-INF/services/io.refrain.jcache.internal.config.FurtherKeys"));
        assertTrue(reflective
                .getOrDefault("io.refrain.quarkus.ServiceFurtherKeys", MissingNode.getInstance())
                .path("allDeclaredConstructors")
                .asBoolean());
    }

    @Test
    void openAi_used_hasItsNamingStrategyAndItsHttpClient() {
        assumeAClassRefersTo(OPEN_AI);
        assertTrue(reflective.containsKey("com.fasterxml.jackson.databind.PropertyNamingStrategies$SnakeCaseStrategy"));
        // Those of tests never run in an executable.
        Set<String> building = referringTo("dev/langchain4j/model/openai/OpenAiChatModel$")
                .filter(name -> !name.startsWith("io/refrain/junit/"))
                .collect(toSet());
        assertFalse(building.isEmpty(), "nobody builds a model of OpenAI's now");
        Set<String> naming =
                referringTo("dev/langchain4j/http/client/HttpClientBuilder").collect(toSet());
        assertTrue(naming.containsAll(building), () -> "LangChain4j has to look for an HTTP client: " + building);
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
            assertTrue(!reflective.containsKey(bootstrap.replace('/', '.')), bootstrap);
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
        return referringTo(name, classes);
    }

    private static Stream<String> referringTo(String name, Map<String, String> types) {
        return types.entrySet().stream()
                .filter(type -> type.getValue().contains(name))
                .map(Map.Entry::getKey);
    }

    private static boolean isResource(String path) {
        return resourcePatterns.stream().anyMatch(path::matches);
    }

    /** The classes of LangChain4j's libraries. */
    private static Map<String, String> langChain4j() throws IOException {
        Map<String, String> all = new HashMap<>();
        try (Stream<Path> libraries = Files.list(SOURCES.resolve("lib"))) {
            for (Path library : libraries
                    .filter(file -> file.getFileName().toString().contains("langchain4j"))
                    .toList()) {
                try (JarFile jar = new JarFile(library.toFile())) {
                    all.putAll(classes(jar, "dev/langchain4j/"));
                }
            }
        }
        return all;
    }

    private static Map<String, String> classes(JarFile jar, String folder) {
        return jar.stream()
                .filter(entry ->
                        entry.getName().startsWith(folder) && entry.getName().endsWith(".class"))
                .collect(toMap(
                        entry -> entry.getName().replaceFirst("\\.class$", ""),
                        entry -> new String(read(jar, entry.getName()), ISO_8859_1)));
    }

    private static Stream<String> texts(JsonNode array, String field) {
        return stream(array).map(element -> element.path(field).asText());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
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
