package io.refrain.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The load of {@code v1.sh}, and the upstream, both in this process, so that both have one clock; and, as {@code plain}, the plain pass-through in a process
 * of its own. Asks the upstream directly, by the plain pass-through and by the service.
 */
public final class V1 {
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://127.0.0.1:(\\d+)");
    private static final String PATH = "/v1/chat/completions";
    /** In front of the time at which an event was sent, in nanoseconds of this process. */
    private static final String SENT = "\"system_fingerprint\":\"";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final AtomicLong questions = new AtomicLong(System.nanoTime());

    private V1(int connections) {
        client = vertx.createHttpClient(
                new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(Math.max(connections, 64)));
    }

    /** Either {@code plain PORT}, or the jar, the directory, connections, seconds, rounds, the upstream's delay in ms, streams, options of the machine. */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("plain")) {
            plain(Integer.parseInt(arguments[1]));
            return;
        }
        int connections = Integer.parseInt(arguments[2]);
        int streams = Integer.parseInt(arguments[6]);
        V1 bench = new V1(Math.max(connections, streams));
        bench.run(
                Path.of(arguments[0]).toAbsolutePath(),
                Path.of(arguments[1]),
                connections,
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[5]),
                streams,
                Arrays.asList(arguments).subList(7, arguments.length));
        System.exit(0);
    }

    /** As little as somebody writes who passes requests on with this client. */
    private static void plain(int upstream) {
        Vertx vertx = Vertx.vertx();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(1_024));
        vertx.createHttpServer(new HttpServerOptions())
                .requestHandler(request -> {
                    request.pause();
                    client.request(new RequestOptions()
                                    .setMethod(request.method())
                                    .setHost("127.0.0.1")
                                    .setPort(upstream)
                                    .setURI(request.uri()))
                            .compose(out -> {
                                out.headers().setAll(request.headers());
                                return out.send(request);
                            })
                            .compose(answer -> {
                                request.response().setStatusCode(answer.statusCode());
                                request.response().headers().setAll(answer.headers());
                                return answer.pipeTo(request.response());
                            })
                            .onFailure(e -> request.response().reset());
                })
                .listen(0, "127.0.0.1")
                .onSuccess(server -> System.out.println("Listening on: http://127.0.0.1:" + server.actualPort()));
    }

    private void run(
            Path jar, Path work, int connections, int seconds, int rounds, int delay, int streams, List<String> options)
            throws Exception {
        int upstream = upstream();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> service = new ArrayList<>(List.of(java));
        service.addAll(options);
        service.addAll(
                List.of("-Drefrain.gateway.upstream=http://127.0.0.1:" + upstream + "/v1", "-jar", jar.toString()));
        List<String> plain = new ArrayList<>(List.of(java));
        plain.addAll(options);
        plain.addAll(List.of("-cp", System.getProperty("java.class.path"), source(), "plain", "" + upstream));
        try (Side bare = Side.start("plain", plain, work);
                Side refrain = Side.start("refrain", service, work)) {
            Side direct = new Side("direct", null, upstream);
            List<Side> sides = List.of(direct, bare, refrain);
            for (boolean streamed : new boolean[] {false, true}) {
                if (seconds > 0) {
                    misses(sides, connections, seconds, rounds, delay, streamed);
                }
            }
            if (streams > 0) {
                System.out.printf(
                        "%n%d streams at once, an event each every 100 ms for %d s: ms behind the upstream, and resident memory%n",
                        streams, 15);
                System.out.printf("%-8s  %8s  %8s  %8s  %8s  %s%n", "side", "p50", "p99", "p99.9", "most", "MiB");
                for (Side side : List.of(refrain, bare, refrain)) {
                    streams(side, streams, 150);
                }
            }
        }
    }

    private static String source() {
        return "src/test/bench/v1/V1.java";
    }

    // Misses.

    private void misses(List<Side> sides, int connections, int seconds, int rounds, int delay, boolean streamed)
            throws Exception {
        for (Side side : sides) {
            ask(side, connections, 8, delay, streamed);
        }
        double[][] medians = new double[sides.size()][rounds];
        double[][] slow = new double[sides.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < sides.size(); i++) {
                int turn = round % 2 == 0 ? i : sides.size() - 1 - i;
                long[] nanos = ask(sides.get(turn), connections, seconds, delay, streamed);
                medians[turn][round] = at(nanos, 0.5);
                slow[turn][round] = at(nanos, 0.99);
            }
        }
        System.out.printf(
                "%nfirst byte of a %s miss, %d connections, an upstream that takes %d ms: ms, medians of %d rounds%n",
                streamed ? "streamed" : "whole", connections, delay, rounds);
        System.out.printf("%-8s  %8s  %8s%n", "side", "p50", "p99");
        for (int i = 0; i < sides.size(); i++) {
            System.out.printf(
                    Locale.ROOT, "%-8s  %8.2f  %8.2f%n", sides.get(i).name, median(medians[i]), median(slow[i]));
        }
        System.out.printf(
                Locale.ROOT,
                "refrain beyond plain: %.2f (%.2f to %.2f) at p50, %.2f (%.2f to %.2f) at p99%n",
                median(difference(medians)),
                least(difference(medians)),
                most(difference(medians)),
                median(difference(slow)),
                least(difference(slow)),
                most(difference(slow)));
    }

    private long[] ask(Side side, int connections, int seconds, int delay, boolean streamed) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Long> nanos = new ArrayList<>();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            CompletableFuture<Void> over = new CompletableFuture<>();
            all.add(over);
            vertx.runOnContext(nothing -> next(
                    side,
                    end,
                    delay,
                    streamed,
                    taken -> {
                        synchronized (nanos) {
                            nanos.add(taken);
                        }
                    },
                    over));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(seconds + 30, TimeUnit.SECONDS);
        return nanos.stream().mapToLong(each -> each).sorted().toArray();
    }

    private void next(
            Side side, long end, int delay, boolean streamed, LongConsumer taken, CompletableFuture<Void> over) {
        if (System.nanoTime() > end) {
            over.complete(null);
            return;
        }
        long start = System.nanoTime();
        boolean[] first = {true};
        post(side, question(delay, 10, 0, streamed))
                .compose(answer -> {
                    if (answer.statusCode() != 200) {
                        return Future.failedFuture("Status " + answer.statusCode());
                    }
                    answer.handler(part -> {
                        if (first[0]) {
                            first[0] = false;
                            taken.accept(System.nanoTime() - start);
                        }
                    });
                    return answer.end();
                })
                .onSuccess(ended -> next(side, end, delay, streamed, taken, over))
                .onFailure(over::completeExceptionally);
    }

    // Streams.

    private void streams(Side side, int streams, int events) throws Exception {
        List<Long> late = new ArrayList<>();
        AtomicInteger open = new AtomicInteger(streams);
        CompletableFuture<Void> over = new CompletableFuture<>();
        for (int i = 0; i < streams; i++) {
            post(side, question(500, events, 100, true))
                    .compose(answer -> {
                        StringBuilder rest = new StringBuilder();
                        answer.handler(part -> {
                            long now = System.nanoTime();
                            rest.append(part.toString());
                            synchronized (late) {
                                take(rest, now, late);
                            }
                        });
                        return answer.end();
                    })
                    .onSuccess(ended -> {
                        if (open.decrementAndGet() == 0) {
                            over.complete(null);
                        }
                    })
                    .onFailure(over::completeExceptionally);
        }
        long most = 0;
        while (!over.isDone()) {
            TimeUnit.MILLISECONDS.sleep(200);
            most = Math.max(most, side.resident());
        }
        over.join();
        long[] nanos = late.stream().mapToLong(each -> each).sorted().toArray();
        if (nanos.length < (long) streams * events) {
            throw new IllegalStateException("Only " + nanos.length + " events came");
        }
        System.out.printf(
                Locale.ROOT,
                "%-8s  %8.2f  %8.2f  %8.2f  %8.2f  %d%n",
                side.name,
                at(nanos, 0.5),
                at(nanos, 0.99),
                at(nanos, 0.999),
                at(nanos, 1),
                most);
    }

    /** Notes how late each event is, and leaves what is the beginning of one. */
    private static void take(StringBuilder text, long now, List<Long> late) {
        int from = 0;
        while (true) {
            int at = text.indexOf(SENT, from);
            int end = at < 0 ? -1 : text.indexOf("\"", at + SENT.length());
            if (end < 0) {
                break;
            }
            late.add(now - Long.parseLong(text.substring(at + SENT.length(), end)));
            from = end;
        }
        text.delete(0, from);
    }

    // What is asked, and who answers.

    private Future<HttpClientResponse> post(Side side, String body) {
        return client.request(HttpMethod.POST, side.port, "127.0.0.1", PATH).compose(out -> {
            out.putHeader("Content-Type", "application/json").putHeader("Authorization", "Bearer none");
            return out.send(body);
        });
    }

    private String question(int delay, int events, int gap, boolean streamed) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Question " + questions.incrementAndGet()
                + "\"}],\"delay\":" + delay + ",\"events\":" + events + ",\"gap\":" + gap + ",\"stream\":" + streamed
                + "}";
    }

    private int upstream() {
        return vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body.toString())))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    private void answer(HttpServerRequest request, String body) {
        int events = number(body, "events");
        int gap = number(body, "gap");
        HttpServerResponse response = request.response();
        vertx.setTimer(number(body, "delay"), now -> {
            if (body.contains("\"stream\":true")) {
                response.setChunked(true).putHeader("Content-Type", "text/event-stream");
                events(response, events, gap);
            } else {
                response.putHeader("Content-Type", "application/json")
                        .end(
                                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                                        + "\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\""
                                        + "word ".repeat(events)
                                        + "\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}");
            }
        });
    }

    private void events(HttpServerResponse response, int left, int gap) {
        if (response.closed()) {
            return;
        }
        response.write(event(left > 1 ? "{\"content\":\"word \"}" : "{}", left > 1 ? "null" : "\"stop\""));
        if (left == 1) {
            response.end("data: [DONE]\n\n");
        } else if (gap == 0) {
            events(response, left - 1, gap);
        } else {
            vertx.setTimer(gap, now -> events(response, left - 1, gap));
        }
    }

    private static Buffer event(String delta, String finish) {
        return Buffer.buffer("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                + SENT + System.nanoTime() + "\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":"
                + finish + "}]}\n\n");
    }

    private static int number(String body, String name) {
        int at = body.indexOf("\"" + name + "\":") + name.length() + 3;
        int end = at;
        while (Character.isDigit(body.charAt(end))) {
            end++;
        }
        return Integer.parseInt(body, at, end, 10);
    }

    // Figures.

    private static double at(long[] nanos, double share) {
        return nanos[(int) Math.min(nanos.length - 1L, (long) (share * nanos.length))] / 1e6;
    }

    private static double[] difference(double[][] sides) {
        double[] difference = new double[sides[1].length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = sides[2][i] - sides[1][i];
        }
        return difference;
    }

    private static double median(double[] all) {
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double least(double[] all) {
        return Arrays.stream(all).min().orElseThrow();
    }

    private static double most(double[] all) {
        return Arrays.stream(all).max().orElseThrow();
    }

    /** One that is asked. */
    private static final class Side implements AutoCloseable {
        private final String name;
        private final Process process;
        private final int port;

        private Side(String name, Process process, int port) {
            this.name = name;
            this.process = process;
            this.port = port;
        }

        static Side start(String name, List<String> command, Path work) throws IOException, InterruptedException {
            Path log = work.resolve(name + ".log");
            Path source = Path.of(source()).toAbsolutePath();
            List<String> absolute = new ArrayList<>(command);
            absolute.replaceAll(each -> each.equals(source()) ? source.toString() : each);
            ProcessBuilder builder = new ProcessBuilder(absolute)
                    .directory(work.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
            builder.environment().put("QUARKUS_HTTP_PORT", "0");
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            for (int i = 0; i < 1_200 && process.isAlive(); i++) {
                Matcher listening = LISTENING.matcher(Files.readString(log));
                if (listening.find()) {
                    return new Side(
                            name,
                            process,
                            URI.create("http://x:" + listening.group(1)).getPort());
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
            process.destroy();
            throw new IOException(name + " did not start:\n" + Files.readString(log));
        }

        /** In MiB. */
        long resident() throws IOException {
            if (process == null) {
                return 0;
            }
            for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1_024;
                }
            }
            return 0;
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
