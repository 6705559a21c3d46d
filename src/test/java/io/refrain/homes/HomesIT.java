package io.refrain.homes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Applications of others, which depend on the library as it is installed: started, killed, asked again. Those that {@code refrain.homes} names.
 */
class HomesIT {
    /** Of java.util.logging, Logback, and JBoss' log manager. */
    private static final Pattern ABOVE_INFO =
            Pattern.compile("^(WARNING|SEVERE):.*|.*\\b(WARN|ERROR|FATAL)\\b.*|^\\s+at .*");

    /** Hibernate's warning of its own connection pool, which the application of the second-level cache uses. */
    private static final String POOL_OF_THE_APPLICATION = "HHH10001002";

    @BeforeAll
    static void install() throws Exception {
        Home.install();
    }

    static Stream<String> homes() {
        return Arrays.stream(System.getProperty("refrain.homes", "java-se").split(","));
    }

    @ParameterizedTest
    @MethodSource("homes")
    void home_killedAndStartedAgain_hasItsAnswer(String name) throws Exception {
        Home home = Home.copy(name);
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
        for (String line : first) {
            if (line.contains(POOL_OF_THE_APPLICATION)) {
                continue;
            }
            assertFalse(ABOVE_INFO.matcher(line).matches(), () -> String.join("\n", first));
        }
    }
}
