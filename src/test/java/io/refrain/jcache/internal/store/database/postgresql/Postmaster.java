package io.refrain.jcache.internal.store.database.postgresql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A running server's process. A shell starts it, passes signals to it, and ends it and removes its directory as soon as nobody is at the other end
 * of the pipe: so it never outlives these tests, however they end. For one thread.
 */
final class Postmaster {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

    /** Arguments: the server's directory, and its command. */
    private static final String WATCHER =
            """
            directory=$1
            shift
            exec 3<&0
            "$@" </dev/null >>"$directory/log" 2>&1 3<&- &
            server=$!
            echo "$server"
            {
              while read -r signal; do kill -$signal; echo; done
              : >"$directory/orphaned"
              kill -QUIT "$server"
              kill -CONT "$server" $(cat "/proc/$server/task/$server/children")
            } <&3 &
            reader=$!
            wait "$server"
            if [ -e "$directory/orphaned" ]; then
              umount "$directory/disk" 2>/dev/null
              rm -rf "$directory"
            fi
            kill "$reader" 2>/dev/null
            """;

    private final Process watcher;
    private final OutputStream signals;
    private final BufferedReader answers;
    private final long pid;

    private Postmaster(Process watcher, BufferedReader answers, long pid) {
        this.watcher = watcher;
        this.signals = watcher.getOutputStream();
        this.answers = answers;
        this.pid = pid;
    }

    /** @param directory holds {@code log} and {@code disk/data} */
    static Postmaster start(Path directory, List<String> command) throws IOException {
        List<String> watched = new ArrayList<>(
                List.of("setsid", "sh", "-c", WATCHER, "refrain-postgresql-watcher", directory.toString()));
        watched.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(watched)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        Path state = directory.resolve("disk/data/postmaster.pid");
        Process watcher = builder.start();
        BufferedReader answers =
                new BufferedReader(new InputStreamReader(watcher.getInputStream(), StandardCharsets.UTF_8));
        Postmaster started = new Postmaster(watcher, answers, Long.parseLong(answers.readLine()));
        started.awaitReady(state, directory.resolve("log"));
        return started;
    }

    boolean isRunning() {
        return watcher.isAlive();
    }

    /** All its processes stand still. */
    void pause() throws IOException {
        // Itself first, so that there are no new ones.
        signal("STOP", List.of(pid));
        signal("STOP", children());
    }

    void resume() throws IOException {
        signal("CONT", children());
        signal("CONT", List.of(pid));
    }

    /** Ends the server by a signal and waits for its end. */
    void stop(String signal) throws IOException {
        if (watcher.isAlive()) {
            resume();
            signal(signal, List.of(pid));
            try {
                if (!watcher.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IOException("The server does not end");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
        signals.close();
    }

    private List<Long> children() {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .toList();
    }

    private void signal(String name, List<Long> pids) throws IOException {
        if (!pids.isEmpty()) {
            String line = name + " " + pids.stream().map(String::valueOf).collect(Collectors.joining(" ")) + "\n";
            signals.write(line.getBytes(StandardCharsets.UTF_8));
            signals.flush();
            // An empty line when it is sent, the end if there is no server any more.
            answers.readLine();
        }
    }

    /** The eighth line of its file says how far it is. */
    private void awaitReady(Path state, Path log) throws IOException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!isReady(state)) {
            if (!watcher.isAlive()) {
                throw new IOException("The server has ended: " + Files.readString(log));
            }
            if (System.nanoTime() > end) {
                stop("QUIT");
                throw new IOException("The server does not start: " + Files.readString(log));
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                stop("QUIT");
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private boolean isReady(Path state) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(state);
        } catch (NoSuchFileException e) {
            return false;
        }
        return lines.size() >= 8
                && lines.get(0).equals(String.valueOf(pid))
                && lines.get(7).matches("(ready|standby) *");
    }
}
