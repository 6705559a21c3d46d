package io.refrain.homes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
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
        Assumptions.assumeTrue(home.javaHome().isPresent(), () -> name + " needs a newer Java than there is");
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
