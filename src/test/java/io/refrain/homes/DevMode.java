package io.refrain.homes;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An application of Quarkus that is reloaded when its sources change. For one thread. */
final class DevMode implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Path directory;
    private final Process process;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private DevMode(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    static DevMode start(Path directory) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        Path.of("mvnw").toAbsolutePath().toString(),
                        "-B",
                        "-ntp",
                        "quarkus:dev",
                        "-Ddebug=false",
                        "-Dquarkus.analytics.disabled=true",
                        "-Dquarkus.test.continuous-testing=disabled",
                        "-Dquarkus.http.port=" + port)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("dev.log").toFile())
                .start();
        return new DevMode(directory, process, port);
    }

    /** Changes a source, which the next question notices. */
    void change(String file, String from, String to) throws IOException {
        Path source = directory.resolve(file);
        Files.writeString(source, Files.readString(source).replace(from, to));
    }

    /** What it answers, as soon as that begins as it should. */
    String ask(String path, String expected) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(LONGEST)
                .build();
        long end = System.nanoTime() + LONGEST.toNanos();
        String answer = "";
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                answer = client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body();
                if (answer.startsWith(expected)) {
                    return answer;
                }
            } catch (IOException e) {
                // It is still being built.
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new AssertionError("No answer but '" + answer + "':\n" + Files.readString(directory.resolve("dev.log")));
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
