package io.refrain.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The clients of {@code src/test/clients} against the packaged service, in front of somebody who speaks the APIs. A client that cannot be installed is
 * skipped, with one line that says so; at the end a line says how many ran.
 */
class ClientsIT {
    private static final Path SCRIPTS = Path.of("src", "test", "clients");
    private static final int NOT_INSTALLED = 3;

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init") // before all
    private static StandInApi api;

    @SuppressWarnings("NullAway.Init") // before all
    private static PackagedService service;

    private static int ran;

    static List<String> clients() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".+_.+\\.(py|mjs)"))
                    .map(name -> name.replaceFirst("\\..*", ""))
                    .sorted()
                    .toList();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        api = new StandInApi();
        service = PackagedService.start(directory, Map.of("REFRAIN_GATEWAY_UPSTREAM", api.baseUrl()));
    }

    @AfterAll
    static void stop() throws Exception {
        System.out.println(ran + " of " + clients().size() + " clients ran.");
        service.close();
        api.close();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void client_withTheServicesAddress_isAnsweredOnce(String client) throws Exception {
        Process script = new ProcessBuilder(
                        SCRIPTS.resolve("run.sh").toString(),
                        client,
                        service.address().toString())
                .redirectErrorStream(true)
                .start();
        script.getOutputStream().close();
        String output = new String(script.getInputStream().readAllBytes(), UTF_8);
        int status = script.waitFor();
        System.out.println(output.strip());
        assumeTrue(status != NOT_INSTALLED, output);
        assertEquals(0, status, output);
        assertTrue(output.contains("questions, all as it should be"), output);
        assertEquals(List.of(), api.askedTwice());
        assertEquals(List.of(), service.troubles());
        ran++;
    }

    @Test
    void clients_areThoseOfTheReadme() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        assertFalse(clients().isEmpty());
        for (String client : clients()) {
            assertTrue(readme.contains("<!-- src/test/clients/" + client + "."), client);
        }
    }
}
