package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.refrain.chat.UnaskedModel;
import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.CallTracing;
import io.refrain.quarkus.GatewayConfig;
import io.refrain.quarkus.ProviderUnderTest;
import io.refrain.quarkus.Recordings;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;

/** A gateway that listens, and an upstream that does what a test says, on the loopback address. */
final class Wired implements AutoCloseable {
    static final GatewayConfig DEFAULTS = new GatewayConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            GatewayConfig.Sharing.CREDENTIAL,
            List.of("user", "metadata", "safety_identifier", "prompt_cache_key", "store"),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            1_024,
            1_024,
            4,
            1_000_000,
            1_000_000,
            100_000,
            Duration.ofSeconds(20),
            true,
            Duration.ZERO,
            Duration.ZERO,
            Optional.empty());

    final Vertx vertx = Vertx.vertx();
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** What the upstream was asked: the bodies. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** The same as it came. */
    final List<Buffer> bodies = new CopyOnWriteArrayList<>();

    final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();

    volatile Handler<HttpServerRequest> answer =
            request -> request.response().setStatusCode(418).end();

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final CacheManager caches;
    private final Upstream upstream;

    /** By how much the gateway's clock goes before the cache's. */
    final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    final int port;
    final int upstreamPort;

    Wired() {
        this(UnaryOperator.identity());
    }

    Wired(UnaryOperator<GatewayConfig> change) {
        this(change, Recordings.none());
    }

    Wired(UnaryOperator<GatewayConfig> change, Recordings recordings) {
        this(change, recordings, null);
    }

    /** @param demo answers in the place of the upstream; null when that is asked */
    Wired(UnaryOperator<GatewayConfig> change, Recordings recordings, @Nullable LanguageModel demo) {
        this(change, new Properties(), new HttpServerOptions(), null, null, recordings, demo);
    }

    /** In front of somebody else. */
    Wired(String address) {
        this(address, address);
    }

    /** The same, and of another who gets messages. */
    Wired(String address, String messages) {
        this(
                UnaryOperator.identity(),
                new Properties(),
                new HttpServerOptions(),
                address,
                messages,
                Recordings.none(),
                null);
    }

    Wired(UnaryOperator<GatewayConfig> change, Properties settings, HttpServerOptions server) {
        this(change, settings, server, null, null, Recordings.none(), null);
    }

    /** One of several replicas in front of somebody else, whose caches are there. */
    Wired(URI caches, Properties settings, String address) {
        this(
                UnaryOperator.identity(),
                new RefrainCachingProvider()
                        .getCacheManager(caches, new ClassLoader(Wired.class.getClassLoader()) {}, settings),
                new HttpServerOptions(),
                address,
                address,
                Recordings.none(),
                null);
    }

    private Wired(
            UnaryOperator<GatewayConfig> change,
            Properties settings,
            HttpServerOptions server,
            @Nullable String other,
            @Nullable String messages,
            Recordings recordings,
            @Nullable LanguageModel demo) {
        this(change, ProviderUnderTest.empty(settings), server, other, messages, recordings, demo);
    }

    /**
     * One of a kind of its own.
     *
     * @param caches where its answers are
     * @param server how the upstream listens
     * @param other the upstream, when it is not that one
     * @param messages the same for messages
     */
    private Wired(
            UnaryOperator<GatewayConfig> change,
            CacheManager caches,
            HttpServerOptions server,
            @Nullable String other,
            @Nullable String messages,
            Recordings recordings,
            @Nullable LanguageModel demo) {
        this.caches = caches;
        upstreamPort = listen(server, request -> request.body().onSuccess(body -> {
            bodies.add(body);
            asked.add(body.toString());
            requests.add(request);
            answer.handle(request);
        }));
        GatewayConfig config = change.apply(DEFAULTS);
        String address = other != null
                ? other
                : (server.isSsl() ? "https" : "http") + "://127.0.0.1:" + upstreamPort + "/up/v1/";
        upstream = new Upstream(
                vertx,
                config,
                demo == null ? address : null,
                demo != null ? null : messages != null ? messages : address);
        Gateway gateway = GatewayRoutes.of(
                vertx,
                config,
                upstream,
                () -> new byte[] {1},
                () -> caches,
                workers,
                () -> Instant.now().plus(ahead.get()),
                registry,
                demo == null ? new UnaskedModel() : demo,
                recordings,
                CallTracing.NONE);
        port = listen(new HttpServerOptions(), request -> {
            request.pause();
            gateway.handle(request);
        });
    }

    private int listen(HttpServerOptions options, Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer(options).requestHandler(handler);
        return server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    HttpRequest question(String path, String body, String... headers) {
        HttpRequest.Builder builder =
                to(path).POST(BodyPublishers.ofString(body)).header("Content-Type", "application/json");
        return (headers.length == 0 ? builder : builder.headers(headers)).build();
    }

    HttpResponse<String> ask(String path, String body, String... headers) {
        return askLater(path, body, headers).join();
    }

    CompletableFuture<HttpResponse<String>> askLater(String path, String body, String... headers) {
        return client.sendAsync(question(path, body, headers), BodyHandlers.ofString());
    }

    void answerJson(String json) {
        answer = request ->
                request.response().putHeader("Content-Type", "application/json").end(json);
    }

    void answerEvents(String events) {
        answer = request -> request.response()
                .putHeader("Content-Type", "text/event-stream")
                .end(events);
    }

    static GatewayConfig paced(GatewayConfig config) {
        return with(config, "replayPace", Duration.ofMillis(1));
    }

    /** That ends a call which nobody waits for. */
    static GatewayConfig leaving(GatewayConfig config) {
        return with(config, "finishAbandoned", false);
    }

    /** The same with another value of one component. */
    static GatewayConfig with(GatewayConfig config, String component, Object value) {
        try {
            RecordComponent[] components = GatewayConfig.class.getRecordComponents();
            Object[] values = new Object[components.length];
            Class<?>[] types = new Class<?>[components.length];
            boolean known = false;
            for (int i = 0; i < components.length; i++) {
                boolean meant = components[i].getName().equals(component);
                known |= meant;
                types[i] = components[i].getType();
                values[i] = meant ? value : components[i].getAccessor().invoke(config);
            }
            if (!known) {
                throw new IllegalArgumentException(component);
            }
            return GatewayConfig.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What comes back for these bytes, each of them as a character, until the connection ends or somebody has said nothing for five seconds. */
    String raw(String bytes, boolean halfClosed) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            if (halfClosed) {
                socket.shutdownOutput();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return "";
        }
    }

    /** Destroys the cache of the answers. */
    void destroyCache() {
        caches.destroyCache(ReplyCache.NAME);
    }

    /** What of the metrics has this name. */
    int count(String name) {
        return (int) registry.find("refrain.gateway." + name).counters().stream()
                .mapToDouble(each -> each.count())
                .sum();
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "It did not happen in time");
            Thread.sleep(2);
        }
    }

    static String status(HttpResponse<?> response) {
        return response.headers().firstValue("Cache-Status").orElse("none").replaceFirst("; key=.*", "");
    }

    /** What nobody else asks. */
    static String unique() {
        return UUID.randomUUID().toString();
    }

    @Override
    public void close() {
        upstream.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        workers.shutdownNow();
        caches.close();
    }
}
