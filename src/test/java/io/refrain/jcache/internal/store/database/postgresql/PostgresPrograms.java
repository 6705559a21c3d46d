package io.refrain.jcache.internal.store.database.postgresql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PostgreSQL's programs as Debian's packages install them, and the user that runs them: {@code postgres} for root, whom they refuse, and otherwise
 * who runs the tests. Immutable, hence safe for threads.
 */
final class PostgresPrograms {
    static final String MISSING = "PostgreSQL is not in /usr/lib/postgresql; apt-get install postgresql brings it";

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final Optional<PostgresPrograms> INSTALLED = newest().map(PostgresPrograms::new);

    private final Path directory;

    private PostgresPrograms(Path directory) {
        this.directory = directory;
    }

    static Optional<PostgresPrograms> installed() {
        return INSTALLED;
    }

    static PostgresPrograms required() {
        return INSTALLED.orElseThrow(() -> new IllegalStateException(MISSING));
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** A temporary directory that is the server's alone. */
    static Path newDirectory() throws IOException {
        Path created = Files.createTempDirectory("refrain-postgresql");
        give(created);
        return created;
    }

    /** Makes a file or directory the server's. */
    static void give(Path path) throws IOException {
        if (isRoot()) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
    }

    /** How one of the programs is called by who may call it. */
    List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
        }
        command.add(directory.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs one of the programs to its end. */
    void run(Path workingDirectory, String input, String program, String... arguments) throws IOException {
        run(workingDirectory, input, command(program, arguments));
    }

    static void run(Path workingDirectory, String input, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(workingDirectory.toFile()).redirectErrorStream(true);
        // The locale and connection of who runs the tests are not the server's.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + said);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Optional<Path> newest() {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux") || !Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.filter(version -> version.getFileName().toString().matches("[0-9]+"))
                    .filter(version -> Files.isExecutable(version.resolve("bin/postgres")))
                    .max(Comparator.comparing(
                            version -> Integer.valueOf(version.getFileName().toString())))
                    .map(version -> version.resolve("bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
