package io.refrain.homes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What builds native executables on this machine, if anything does. Has no state. */
final class NativeBuilder {
    private NativeBuilder() {}

    /** The options by which Quarkus uses it; empty for none. */
    static Optional<List<String>> options() throws IOException, InterruptedException {
        String graal = System.getenv("GRAALVM_HOME");
        Stream<Path> folders = Stream.concat(
                Stream.ofNullable(graal).map(home -> Path.of(home, "bin")),
                Arrays.stream(System.getenv("PATH").split(":")).map(Path::of));
        if (folders.anyMatch(folder -> Files.isExecutable(folder.resolve("native-image")))) {
            return Optional.of(List.of());
        }
        for (String engine : List.of("docker", "podman")) {
            if (answers(engine)) {
                return Optional.of(List.of(
                        "-Dquarkus.native.container-build=true", "-Dquarkus.native.container-runtime=" + engine));
            }
        }
        return Optional.empty();
    }

    /** A client without its daemon does not. */
    private static boolean answers(String engine) throws IOException, InterruptedException {
        try {
            Process asked = new ProcessBuilder(engine, "info")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = asked.waitFor(30, TimeUnit.SECONDS);
            asked.destroyForcibly();
            return ended && asked.exitValue() == 0;
        } catch (IOException e) {
            // It is not there.
            return false;
        }
    }
}
