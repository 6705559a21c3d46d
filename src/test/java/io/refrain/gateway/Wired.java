package io.refrain.gateway;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.refrain.chat.UnaskedModel;
import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.CallTracing;
import io.refrain.quarkus.GatewayConfig;
import io.refrain.quarkus.Recordings;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
            1_000_000,
            1_000_000,
            100_000,
            true,
            Duration.ZERO);

    final Vertx vertx = Vertx.vertx();
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** What the upstream was asked: the bodies. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();

    volatile Handler<HttpServerRequest> answer =
            request -> request.response().setStatusCode(418).end();

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final CacheManager caches = new RefrainCachingProvider()
            .getCacheManager(
                    URI.create("refrain:heap"), new ClassLoader(Wired.class.getClassLoader()) {}, new Properties());
    private final Upstream upstream;
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
        upstreamPort = listen(request -> request.body().onSuccess(body -> {
            asked.add(body.toString());
            requests.add(request);
            answer.handle(request);
        }));
        GatewayConfig config = change.apply(DEFAULTS);
        upstream = new Upstream(
                vertx,
                config,
                demo == null ? "http://127.0.0.1:" + upstreamPort + "/up/v1/" : null,
                demo == null ? "http://127.0.0.1:" + upstreamPort + "/up/v1/" : null);
        Gateway gateway = GatewayRoutes.of(
                vertx,
                config,
                upstream,
                new byte[] {1},
                () -> caches,
                workers,
                InstantSource.system(),
                registry,
                demo == null ? new UnaskedModel() : demo,
                recordings,
                CallTracing.NONE);
        port = listen(request -> {
            request.pause();
            gateway.handle(request);
        });
    }

    private int listen(Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer().requestHandler(handler);
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
        return with(config, true, Duration.ofMillis(1));
    }

    /** That ends a call which nobody waits for. */
    static GatewayConfig leaving(GatewayConfig config) {
        return with(config, false, Duration.ZERO);
    }

    private static GatewayConfig with(GatewayConfig config, boolean finish, Duration pace) {
        return new GatewayConfig(
                config.upstream(),
                config.messagesUpstream(),
                config.apiKey(),
                config.messagesApiKey(),
                config.scope(),
                config.ignoredFields(),
                config.timeout(),
                config.connectTimeout(),
                config.idleTimeout(),
                config.maxConnections(),
                config.maxQueued(),
                config.maxBodySize(),
                config.maxAnswerSize(),
                config.maxReaderLag(),
                finish,
                pace);
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
