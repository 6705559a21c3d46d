package io.refrain.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The load of {@code mixed.sh}: starts the service and a stand-in for its provider, asks by many connections what the kinds say, and tells what came of
 * it. Ends with status 1 when an answer was none that its kind may have, or memory grew.
 */
public final class Mixed {
    private static final int KNOWN = 500;
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    /** What is asked: how often in a hundred, and the answers that are right. */
    private enum Kind {
        HIT(60, "200"),
        MISS(14, "200"),
        REFRESH(2, "200"),
        STREAM_HIT(5, "200"),
        STREAM_MISS(5, "200"),
        FORGET(2, "204|404"),
        BAD(4, "400"),
        /** The provider's failures, told as such. */
        FAILS(3, "502"),
        LIMITS(2, "429"),
        BREAKS_OFF(2, "502"),
        TALKS_NONSENSE(1, "502");

        private final int share;
        private final String right;

        Kind(int share, String right) {
            this.share = share;
            this.right = right;
        }
    }

    private final Duration length;
    private final int connections;
    private final long pause;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicInteger fresh = new AtomicInteger();
    private final List<String> wrong = new ArrayList<>();
    private final Map<Kind, Map<Integer, Integer>> statuses = new EnumMap<>(Kind.class);
    private final Map<Kind, List<Integer>> micros = new EnumMap<>(Kind.class);
    private long asked;

    private Mixed(Duration length, int connections, long pause) {
        this.length = length;
        this.connections = connections;
        this.pause = pause;
        for (Kind kind : Kind.values()) {
            statuses.put(kind, new TreeMap<>());
            micros.put(kind, new ArrayList<>());
        }
    }

    /** Arguments: the jar of the service, a directory to run it in, seconds, connections, milliseconds between two questions, options for its machine. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        Mixed mixed = new Mixed(
                Duration.ofSeconds(Long.parseLong(arguments[2])),
                Integer.parseInt(arguments[3]),
                Long.parseLong(arguments[4]));
        HttpServer provider = mixed.provider();
        List<String> options = Arrays.asList(arguments).subList(5, arguments.length);
        Process service = start(
                Path.of(arguments[0]).toAbsolutePath(),
                directory,
                provider.getAddress().getPort(),
                options);
        try {
            System.exit(mixed.run(service, address(service, directory)) ? 0 : 1);
        } finally {
            service.destroy();
            service.waitFor();
            provider.stop(0);
        }
    }

    private static Process start(Path jar, Path directory, int provider, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Drefrain.chat.provider=openai",
                "-Drefrain.chat.api-key=none",
                "-Drefrain.chat.base-url=http://127.0.0.1:" + provider + "/v1",
                "-Drefrain.chat.retry.delay=20ms",
                // A window in which the failures that are asked for are never half of all.
                "-Drefrain.chat.circuit-breaker.calls=500",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0",
                "-jar",
                jar.toString()));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("service.log").toFile())
                .start();
    }

    private static URI address(Process service, Path directory) throws IOException, InterruptedException {
        for (int i = 0; i < 600 && service.isAlive(); i++) {
            Matcher listening = LISTENING.matcher(Files.readString(directory.resolve("service.log")));
            if (listening.find()) {
                return URI.create(listening.group(1) + "/chat");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("The service did not start: " + Files.readString(directory.resolve("service.log")));
    }

    // The provider.

    private HttpServer provider() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "provider");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        calls.incrementAndGet();
        try (exchange) {
            TimeUnit.MILLISECONDS.sleep(5);
            if (question.contains(Kind.FAILS.name())) {
                send(exchange, 500, "{\"error\": {\"message\": \"down\", \"type\": \"server_error\"}}");
            } else if (question.contains(Kind.LIMITS.name())) {
                send(exchange, 429, "{\"error\": {\"message\": \"slow down\", \"type\": \"rate_limit\"}}");
            } else if (question.contains(Kind.BREAKS_OFF.name())) {
                exchange.sendResponseHeaders(200, 10_000);
                exchange.getResponseBody().write("{\"id\":".getBytes(StandardCharsets.UTF_8));
            } else if (question.contains(Kind.TALKS_NONSENSE.name())) {
                send(exchange, 200, "<html>not what you think</html>");
            } else if (question.contains("\"stream\":true") || question.contains("\"stream\" : true")) {
                stream(exchange);
            } else {
                send(
                        exchange,
                        200,
                        "{\"id\": \"c\", \"object\": \"chat.completion\", \"created\": 1763856000, \"model\": \"m\", \"choices\": [{\"index\": 0,"
                                + " \"finish_reason\": \"stop\", \"message\": {\"role\": \"assistant\", \"content\": \""
                                + "All work and no play. ".repeat(20)
                                + "\"}}], \"usage\": {\"prompt_tokens\": 1, \"completion_tokens\": 1, \"total_tokens\": 2}}");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void stream(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (int i = 0; i < 20; i++) {
            out.write(chunk("{\"content\": \"All work and no play. \"}", "null"));
            out.flush();
            TimeUnit.MILLISECONDS.sleep(1);
        }
        out.write(chunk("{}", "\"stop\""));
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] chunk(String delta, String reason) {
        return ("data: {\"id\": \"c\", \"object\": \"chat.completion.chunk\", \"created\": 1763856000, \"model\": \"m\", \"choices\": [{\"index\": 0,"
                        + " \"delta\": " + delta + ", \"finish_reason\": " + reason + "}]}\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    // The load.

    private boolean run(Process service, URI address) throws Exception {
        long end = System.nanoTime() + length.toNanos();
        CountDownLatch done = new CountDownLatch(connections);
        for (int i = 0; i < connections; i++) {
            Random random = new Random(i);
            Thread thread = new Thread(
                    () -> {
                        try {
                            ask(address, random, end);
                        } finally {
                            done.countDown();
                        }
                    },
                    "asking-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        List<long[]> minutes = new ArrayList<>();
        System.out.printf(
                "%8s  %10s  %12s  %14s  %8s%n", "seconds", "requests/s", "resident MiB", "live heap MiB", "threads");
        long begin = System.nanoTime();
        long before = 0;
        long step = Math.max(5, Math.min(60, length.toSeconds() / 10));
        while (!done.await(step, TimeUnit.SECONDS) && service.isAlive()) {
            long now;
            synchronized (this) {
                now = asked;
            }
            long[] minute = {
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                (now - before) / step,
                status(service.pid(), "VmRSS") / 1024,
                liveHeap(service.pid()) / 1024,
                status(service.pid(), "Threads")
            };
            before = now;
            minutes.add(minute);
            System.out.printf("%8d  %10d  %12d  %14d  %8d%n", minute[0], minute[1], minute[2], minute[3], minute[4]);
        }
        return told(service, minutes);
    }

    private void ask(URI address, Random random, long end) {
        // One connection each.
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        while (System.nanoTime() < end) {
            Kind kind = kind(random);
            HttpRequest request = request(address, kind, random);
            long began = System.nanoTime();
            int status;
            String told;
            try {
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                status = response.statusCode();
                told = response.body();
            } catch (IOException e) {
                status = 0;
                told = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            note(kind, status, told, (int) TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
            try {
                TimeUnit.MILLISECONDS.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static Kind kind(Random random) {
        int dice = random.nextInt(100);
        for (Kind kind : Kind.values()) {
            dice -= kind.share;
            if (dice < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("The shares are a hundred in all");
    }

    private HttpRequest request(URI address, Kind kind, Random random) {
        String known = "{\"prompt\": \"known " + random.nextInt(KNOWN) + "\"}";
        String unknown = "{\"prompt\": \"" + kind + " " + fresh.incrementAndGet() + "\"}";
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json");
        return switch (kind) {
            case HIT -> request.POST(BodyPublishers.ofString(known)).build();
            case REFRESH ->
                request.header("Cache-Control", "no-cache")
                        .POST(BodyPublishers.ofString(known))
                        .build();
            case FORGET ->
                request.method("DELETE", BodyPublishers.ofString(known)).build();
            case STREAM_HIT -> streamed(request, known);
            case STREAM_MISS -> streamed(request, unknown);
            case BAD ->
                request.POST(BodyPublishers.ofString("{\"prompt\": " + random.nextInt() + "}"))
                        .build();
            case MISS, FAILS, LIMITS, BREAKS_OFF, TALKS_NONSENSE ->
                request.POST(BodyPublishers.ofString(unknown)).build();
        };
    }

    private static HttpRequest streamed(HttpRequest.Builder request, String question) {
        return request.header("Accept", "text/event-stream")
                .POST(BodyPublishers.ofString(question.replace("}", ", \"stream\": true}")))
                .build();
    }

    private synchronized void note(Kind kind, int status, String told, int took) {
        asked++;
        statuses.get(kind).merge(status, 1, Integer::sum);
        if (asked % 8 == 0) {
            micros.get(kind).add(took);
        }
        boolean whole = !kind.name().startsWith("STREAM") || told.contains("event: answer");
        if (!String.valueOf(status).matches(kind.right) || !whole) {
            if (wrong.size() < 20) {
                wrong.add(kind + ": " + status + " " + told.substring(0, Math.min(400, told.length())));
            } else {
                wrong.add("");
            }
        }
    }

    // What came of it.

    private synchronized boolean told(Process service, List<long[]> minutes) throws IOException {
        System.out.printf("%n%-15s %10s  %9s  %9s  %s%n", "kind", "requests", "p50 ms", "p99 ms", "statuses");
        for (Kind kind : Kind.values()) {
            List<Integer> sorted = micros.get(kind).stream().sorted().toList();
            System.out.printf(
                    "%-15s %10d  %9.2f  %9.2f  %s%n",
                    kind,
                    statuses.get(kind).values().stream().mapToInt(each -> each).sum(),
                    percentile(sorted, 50),
                    percentile(sorted, 99),
                    statuses.get(kind));
        }
        System.out.printf(
                "%n%d requests by %d connections, %d calls of the provider%n", asked, connections, calls.get());
        boolean right = true;
        if (!service.isAlive()) {
            System.out.println("The service has ended");
            right = false;
        }
        if (!wrong.isEmpty()) {
            System.out.printf("%d answers are not what they may be:%n", wrong.size());
            wrong.stream().filter(each -> !each.isEmpty()).forEach(System.out::println);
            right = false;
        }
        // By then the heap in front of the file is full.
        if (minutes.size() >= 6) {
            long early = minutes.get(minutes.size() / 2 - 1)[3];
            long late = minutes.get(minutes.size() - 1)[3];
            System.out.printf("Live heap at half the time %d MiB, at the end %d MiB%n", early, late);
            right &= late <= early * 1.15 + 8;
        }
        return right;
    }

    private static double percentile(List<Integer> sorted, int percent) {
        return sorted.isEmpty() ? 0 : sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1_000.0;
    }

    private static long status(long pid, String name) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** What a collection leaves: counted by the collection itself, so that nothing that came after it is in it. */
    private static long liveHeap(long pid) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, String.valueOf(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Matcher total = TOTAL.matcher(output);
        return total.find() ? Long.parseLong(total.group(1)) / 1024 : 0;
    }
}
