package io.refrain.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a process whose memory has run out does not live on. */
class OutOfMemoryExitTest {

    @ParameterizedTest
    @ValueSource(strings = {"thread", "log"})
    void install_andMemoryRunsOut_endsTheProcess(String how) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hoarder.class.getName(),
                        how)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process lives on");
            assertEquals(OutOfMemoryExit.STATUS, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    /** A process that needs more memory than it has, in a thread that nobody waits for, and stays. */
    static final class Hoarder {
        public static void main(String[] arguments) throws InterruptedException {
            OutOfMemoryExit.install();
            CompletableFuture.runAsync(() -> {}).join();
            if (arguments[0].equals("thread")) {
                new Thread(Hoarder::hoard).start();
            } else {
                var unused = CompletableFuture.runAsync(Hoarder::hoard).exceptionally(e -> {
                    Logger.getLogger("io.refrain").log(Level.SEVERE, "A question failed", e);
                    return null;
                });
            }
            Thread.sleep(50_000);
        }

        private static void hoard() {
            List<byte[]> all = new ArrayList<>();
            while (true) {
                all.add(new byte[1_000_000]);
            }
        }
    }
}
