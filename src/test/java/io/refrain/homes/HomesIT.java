package io.refrain.homes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.refrain.internal.nativeimage.AnnotatedClasses;
import io.refrain.internal.nativeimage.CachedTypes;
import io.refrain.jcache.internal.store.database.postgresql.PostgresqlSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Applications of others, which depend on the library as it is installed: started, killed, asked again. Those that {@code tests.homes} names, or {@value #ALL}.
 */
class HomesIT {
    private static final String ALL = "all";

    /** Of java.util.logging, Logback, and JBoss' log manager. */
    private static final Pattern ABOVE_INFO =
            Pattern.compile("^(WARNING|SEVERE):.*|.*\\b(WARN|ERROR|FATAL)\\b.*|^\\s+at .*");

    /** Which is asked by HTTP, and not killed. */
    private static final String DEV_MODE = "quarkus-dev";

    /** Which is built into an executable, too. */
    private static final String NATIVE = "quarkus-native";

    /** Our packages for what that one does not have: models, and the driver of PostgreSQL. What is registered for them is for others. */
    private static final List<String> WITHOUT =
            List.of("io.refrain.langchain4j.", PostgresqlSource.class.getPackageName() + '.');

    private static final String REGISTRATIONS = "META-INF/native-image/io.refrain/refrain/";

    @BeforeAll
    static void install() throws Exception {
        Home.install();
    }

    static Stream<String> homes() throws IOException {
        return asked().filter(name -> !name.equals(DEV_MODE));
    }

    private static Stream<String> asked() throws IOException {
        String names = System.getProperty("tests.homes", "java-se");
        return names.equals(ALL) ? Home.names().stream() : Arrays.stream(names.split(","));
    }

    @ParameterizedTest
    @MethodSource("homes")
    void home_killedAndStartedAgain_hasItsAnswer(String name) throws Exception {
        Home home = Home.copy(name);
        skipUnless(home.javaHome().isPresent(), name, "there is no Java as new as it needs");
        home.build();
        long started = System.nanoTime();
        List<String> first = home.runAndKill();
        long killed = System.nanoTime();
        List<String> second = home.runAndKill();
        System.out.printf(
                "%s: started and answered in %.1f s, killed, again in %.1f s%n",
                name, (killed - started) / 1e9, (System.nanoTime() - killed) / 1e9);

        assertTrue(first.contains("computed"), () -> String.join("\n", first));
        assertEquals(name.equals("heap-alone"), second.contains("computed"), () -> String.join("\n", second));
        assertTrue(second.stream().anyMatch(line -> line.startsWith("answer")), () -> String.join("\n", second));
        assertTrue(second.containsAll(home.expected()), () -> String.join("\n", second));
        List<String> tolerated = home.tolerated();
        List<String> loud = Stream.concat(first.stream(), second.stream())
                .filter(line -> ABOVE_INFO.matcher(line).matches())
                .filter(line -> tolerated.stream().noneMatch(line::contains))
                .toList();
        assertEquals(List.of(), loud);
    }

    /** What the builder gets of an application that knows nothing of native executables; no builder is needed for that. */
    @Test
    void nativeSources_ofAnotherApplication_haveWhatTheLibraryLooksUp() throws Exception {
        Assumptions.assumeTrue(asked().anyMatch(NATIVE::equals), "tests.homes does not name " + NATIVE);
        Home home = Home.copy(NATIVE);
        home.build(
                "-Dquarkus.native.enabled=true",
                "-Dquarkus.package.jar.enabled=false",
                "-Dquarkus.native.sources-only=true");
        List<Path> classPath = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home.file("target/native-sources"))) {
            files.filter(file -> file.toString().endsWith(".jar")).forEach(classPath::add);
        }
        URL[] urls = new URL[classPath.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = classPath.get(i).toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls, HomesIT.class.getClassLoader())) {
            Properties builder = new Properties();
            try (InputStream arguments =
                    found(loader, REGISTRATIONS + "native-image.properties").openStream()) {
                builder.load(arguments);
            }
            for (String feature :
                    builder.getProperty("Args").replace("--features=", "").split(",", -1)) {
                found(loader, feature.replace('.', '/') + ".class");
            }
            for (JsonNode type : new ObjectMapper().readTree(found(loader, REGISTRATIONS + "reflect-config.json"))) {
                String condition = type.at("/condition/typeReachable").asText();
                if (WITHOUT.stream().noneMatch(condition::startsWith)) {
                    found(loader, type.path("name").asText().replace('.', '/') + ".class");
                }
            }
            found(loader, "META-INF/services/" + PostgresqlSource.class.getName());
            found(loader, "META-INF/services/io.refrain.jcache.internal.codec.TypedCodecs");
            Set<String> registered = new TreeSet<>();
            for (String owner : AnnotatedClasses.in(classPath)) {
                CachedTypes.of(loader.loadClass(owner)).forEach(type -> registered.add(type.getName()));
            }
            assertEquals(Set.of("app.Rates$Pair", "app.Rates$Rate"), registered);
        }
    }

    /** In what the builder gets, and not in what this test has. */
    private static URL found(URLClassLoader loader, String name) {
        return Objects.requireNonNull(loader.findResource(name), name);
    }

    @Test
    void nativeExecutable_killedAndStartedAgain_hasItsAnswer() throws Exception {
        Assumptions.assumeTrue(asked().anyMatch(NATIVE::equals), "tests.homes does not name " + NATIVE);
        Optional<List<String>> builder = NativeBuilder.options();
        skipUnless(
                builder.isPresent(),
                NATIVE + " as an executable",
                "there is neither native-image nor an engine of containers");
        Home home = Home.copy(NATIVE);
        List<String> options = new ArrayList<>(builder.orElseThrow());
        options.add("-Dquarkus.native.enabled=true");
        options.add("-Dquarkus.package.jar.enabled=false");
        home.build(options.toArray(String[]::new));
        List<String> executable =
                List.of(home.file("target/" + NATIVE + "-1-runner").toString());
        List<String> first = home.runAndKill(executable);
        List<String> second = home.runAndKill(executable);
        assertTrue(first.contains("computed"), () -> String.join("\n", first));
        assertFalse(second.contains("computed"), () -> String.join("\n", second));
        assertTrue(second.contains("answer 42"), () -> String.join("\n", second));
    }

    private static void skipUnless(boolean there, String name, String otherwise) {
        if (!there) {
            System.out.println(name + ": skipped, " + otherwise);
        }
        Assumptions.assumeTrue(there, otherwise);
    }

    /** What an earlier version of the application has left is collected, at the latest with the second answer of the next one. */
    @Test
    void devMode_reloadedTwice_hasOneOfEach() throws Exception {
        Assumptions.assumeTrue(asked().anyMatch(DEV_MODE::equals), "tests.homes does not name " + DEV_MODE);
        Home home = Home.copy(DEV_MODE);
        try (DevMode devMode = home.startDevMode()) {
            for (int version = 1; version <= 3; version++) {
                devMode.change("src/main/java/app/Live.java", "version " + (version - 1), "version " + version);
                devMode.ask("/live", "version " + version);
                assertEquals(
                        "version " + version + " Live=1 RefrainCacheManager=1 Database=1 SessionFactoryImpl=1 MXBean=1",
                        devMode.ask("/live", "version " + version));
            }
        }
    }
}
