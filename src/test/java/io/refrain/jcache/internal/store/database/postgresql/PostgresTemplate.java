package io.refrain.jcache.internal.store.database.postgresql;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * A data directory under {@code target} that each server starts with a copy of, since to make one takes five times as long. In it are a
 * superuser, {@code postgres}, and an ordinary user with a database, both called {@code refrain}; who connects over the loopback address needs the
 * password. Safe for threads and for several processes.
 */
final class PostgresTemplate {
    static final String SUPERUSER = "postgres";
    static final String USER = "refrain";
    static final String DATABASE = "refrain";

    private final Path directory;

    private PostgresTemplate(Path directory) {
        this.directory = directory;
    }

    static PostgresTemplate of(PostgresPrograms programs) throws IOException {
        // A newer version of either makes another one.
        String name = "template"
                + Integer.toHexString((programs + String.join(" ", initialization("")) + statements("")).hashCode());
        Path directory = Path.of("target", "postgresql", name).toAbsolutePath();
        if (!Files.isDirectory(directory)) {
            create(programs, directory);
        }
        return new PostgresTemplate(directory);
    }

    String password() throws IOException {
        return Files.readString(directory.resolve("password"));
    }

    void copyTo(Path data) throws IOException {
        copy(directory.resolve("data"), data);
    }

    private static void create(PostgresPrograms programs, Path directory) throws IOException {
        Path made = PostgresPrograms.newDirectory();
        Path copied = directory.resolveSibling(UUID.randomUUID().toString());
        try {
            String password = UUID.randomUUID().toString();
            Path passwordFile = made.resolve("password");
            Files.writeString(passwordFile, password);
            PostgresPrograms.give(passwordFile);
            programs.run(
                    made, "", "initdb", initialization(passwordFile.toString()).toArray(String[]::new));
            programs.run(
                    made, statements(password), "postgres", "--single", "-D", "data", "-c", "fsync=off", SUPERUSER);
            Files.createDirectories(copied.getParent());
            copy(made, copied);
            Files.move(copied, directory);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another process was faster.
            delete(copied);
        } finally {
            delete(made);
        }
    }

    private static List<String> initialization(String passwordFile) {
        return List.of(
                "--pgdata=data",
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync");
    }

    private static String statements(String password) {
        return "create role " + USER + " login password '" + password + "'\n" //
                + "create database " + DATABASE + " owner " + USER + "\n";
    }

    private static void copy(Path from, Path to) throws IOException {
        PostgresPrograms.run(Path.of("/"), "", List.of("cp", "-a", from.toString(), to.toString()));
    }

    static void delete(Path directory) throws IOException {
        PostgresPrograms.run(Path.of("/"), "", List.of("rm", "-rf", directory.toString()));
    }
}
