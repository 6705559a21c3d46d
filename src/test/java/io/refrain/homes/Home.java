package io.refrain.homes;

import static java.util.stream.Collectors.toCollection;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One application under {@code src/it}: a Maven project of its own that depends on what was installed, and in its file {@code run} says how Java starts it. It writes {@code computed} when it
 * had to work out its answer, then the answer, then {@code ready}, and waits. For one thread.
 */
final class Home {
    static final Path SOURCES = Path.of("src/it");
    private static final long MINUTES = 15;
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

    private final Path directory;

    private Home(Path directory) {
        this.directory = directory;
    }

    /** All there are. */
    static SortedSet<String> names() throws IOException {
        try (Stream<Path> homes = Files.list(SOURCES)) {
            return homes.map(home -> home.getFileName().toString()).collect(toCollection(TreeSet::new));
        }
    }

    /** A copy of it, with nothing that an earlier run has left. */
    static Home copy(String name) throws IOException {
        Path directory = Path.of("target", "homes", name).toAbsolutePath();
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        Path source = SOURCES.resolve(name);
        try (Stream<Path> all = Files.walk(source)) {
            for (Path each : all.toList()) {
                Path to = directory.resolve(source.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(each, to);
                }
            }
        }
        return new Home(directory);
    }

    /** Puts the library, as it would be published, where Maven finds it. */
    static void install() throws IOException, InterruptedException {
        Path target = Path.of("target").toAbsolutePath();
        Files.createDirectories(target.resolve("homes"));
        maven(
                target.resolve("homes"),
                "org.apache.maven.plugins:maven-install-plugin:3.1.2:install-file",
                "-Dfile=" + target.resolve("refrain-0.1.0-SNAPSHOT.jar"),
                "-DpomFile=" + target.resolve(".flattened-pom.xml"));
    }

    /** Builds it by Maven; what it depends on is in {@code target/classpath} then. */
    void build(String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "-Dmdep.outputFile=target/classpath",
                "package",
                "org.apache.maven.plugins:maven-dependency-plugin:3.7.0:build-classpath"));
        arguments.addAll(List.of(options));
        maven(directory, javaHome().orElseThrow(), arguments.toArray(String[]::new));
    }

    private static void maven(Path directory, String... arguments) throws IOException, InterruptedException {
        maven(directory, Path.of(System.getProperty("java.home")), arguments);
    }

    private static void maven(Path directory, Path javaHome, String... arguments)
            throws IOException, InterruptedException {
        Path log = directory.resolve("build.log");
        List<String> command =
                new ArrayList<>(List.of(Path.of("mvnw").toAbsolutePath().toString(), "-B", "-q"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        Process maven = builder.start();
        if (!maven.waitFor(MINUTES, TimeUnit.MINUTES) || maven.exitValue() != 0) {
            maven.destroyForcibly();
            throw new AssertionError("Maven failed in " + directory + ":\n" + Files.readString(log));
        }
    }

    /** Starts it, and kills it when it is ready. */
    List<String> runAndKill() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(javaHome().orElseThrow().resolve("bin/java").toString());
        command.addAll(Arrays.asList(Files.readString(directory.resolve("run"))
                .strip()
                .replace("@classpath", classpath())
                .split(" ")));
        return runAndKill(command);
    }

    /** Starts another program of its folder, and kills that when it is ready. */
    List<String> runAndKill(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (line.equals("ready")) {
                    return lines;
                }
            }
            throw new AssertionError("It ended before it was ready:\n" + String.join("\n", lines));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String classpath() throws IOException {
        Path written = directory.resolve("target/classpath");
        String libraries = Files.exists(written) ? Files.readString(written).strip() : "";
        return directory.resolve("target/classes") + System.getProperty("path.separator") + libraries;
    }

    /** That of this process, or beside it one that is new enough, where it says in its file {@code java} what that is; empty for none. */
    Optional<Path> javaHome() throws IOException {
        Path current = Path.of(System.getProperty("java.home"));
        List<String> needed = lines("java");
        if (needed.isEmpty() || Runtime.version().feature() >= Integer.parseInt(needed.get(0))) {
            return Optional.of(current);
        }
        try (Stream<Path> all = Files.list(current.getParent())) {
            return all.filter(home -> version(home) >= Integer.parseInt(needed.get(0)))
                    .findFirst();
        }
    }

    private static int version(Path javaHome) {
        try {
            Matcher version = VERSION.matcher(Files.readString(javaHome.resolve("release")));
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** A file that its build has made. */
    Path file(String name) {
        return directory.resolve(name);
    }

    /** Further lines that it must have written. */
    List<String> expected() throws IOException {
        return lines("expected");
    }

    /** What is in lines above INFO that are none of the library's doing. */
    List<String> tolerated() throws IOException {
        return lines("tolerated");
    }

    private List<String> lines(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** Starts it by {@code quarkus:dev}, which builds it. */
    DevMode startDevMode() throws IOException {
        return DevMode.start(directory);
    }
}
