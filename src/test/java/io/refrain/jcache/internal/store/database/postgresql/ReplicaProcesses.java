package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Several processes on one database, which begin together. Has no state. */
public final class ReplicaProcesses {
    private static final String READY = "ready";

    /** How the properties begin that say how much a test is to do. */
    private static final String FOR_TESTS = "tests.";

    private ReplicaProcesses() {}

    /**
     * Runs them to their end, and gives every line that one of them has written since all began.
     *
     * @param main has their main method, whose arguments are the database's address, user and password, and the process's number from 0
     */
    public static List<String> run(Class<?> main, int processes, PostgresDatabase database) throws Exception {
        List<Process> started = new ArrayList<>();
        List<BufferedReader> outputs = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                List<String> command = new ArrayList<>(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path")));
                System.getProperties().stringPropertyNames().stream()
                        .filter(name -> name.startsWith(FOR_TESTS))
                        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
                command.addAll(List.of(
                        main.getName(), database.uri(), database.user(), database.password(), String.valueOf(i)));
                Process process = new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                started.add(process);
                outputs.add(
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
            }
            for (BufferedReader output : outputs) {
                String line = output.readLine();
                while (!READY.equals(line)) {
                    assertNotNull(line, "One of the processes has ended before it was ready");
                    line = output.readLine();
                }
            }
            for (Process process : started) {
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
            }
            List<String> said = new ArrayList<>();
            for (BufferedReader output : outputs) {
                output.lines().forEach(said::add);
            }
            for (Process process : started) {
                assertTrue(process.waitFor(60, TimeUnit.SECONDS));
                assertEquals(0, process.exitValue());
            }
            return said;
        } finally {
            started.forEach(Process::destroyForcibly);
        }
    }

    /** Called by each of the processes when it can begin: returns when all can. */
    public static void awaitAll() throws IOException {
        System.out.println(READY);
        System.in.read();
    }
}
