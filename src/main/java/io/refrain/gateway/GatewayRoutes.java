package io.refrain.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.refrain.cassette.QuestionBody;
import io.refrain.http.ApiPaths;
import io.refrain.internal.flight.Flights;
import io.refrain.llm.BaseUrls;
import io.refrain.llm.DemoAnswers;
import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.CallTracing;
import io.refrain.quarkus.ChatConfig;
import io.refrain.quarkus.GatewayConfig;
import io.refrain.quarkus.Mode;
import io.refrain.quarkus.Recordings;
import io.refrain.quarkus.ServiceConfig;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import javax.cache.CacheManager;
import org.jboss.logging.Logger;
import org.jboss.threads.ViewExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Leads what comes below {@code /v1} to the gateway, which is made with the first of it: who never asks there has no file of it. Safe for use by several
 * threads at once.
 */
@Singleton
class GatewayRoutes {
    private static final Logger LOG = Logger.getLogger("io.refrain.gateway");

    /** After Quarkus has looked who it is, and before it looks how long the body is. */
    private static final int PRIORITY = 10;

    private final GatewayConfig config;
    private final ChatConfig chat;
    private final ServiceConfig service;
    private final Provider<CacheManager> manager;
    private final ExecutorService workers;
    private final Vertx vertx;
    private final MeterRegistry registry;
    private final Recordings recordings;
    private final CallTracing tracing;
    private @Nullable CompletableFuture<Gateway> gateway;
    private @Nullable Upstream upstream;

    @Inject
    GatewayRoutes(
            GatewayConfig config,
            ChatConfig chat,
            ServiceConfig service,
            Provider<CacheManager> manager,
            ExecutorService workers,
            Vertx vertx,
            MeterRegistry registry,
            Recordings recordings,
            CallTracing tracing) {
        this.config = config;
        this.chat = chat;
        this.service = service;
        this.manager = manager;
        this.workers = workers;
        this.vertx = vertx;
        this.registry = registry;
        this.recordings = recordings;
        this.tracing = tracing;
    }

    void register(@Observes Filters filters) {
        filters.register(this::route, PRIORITY);
    }

    private void route(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        if (!ApiPaths.isOfOpenAi(request.path())) {
            exchange.next();
            return;
        }
        CompletableFuture<Gateway> made = gateway();
        if (made.isDone() && !made.isCompletedExceptionally()) {
            made.join().handle(request);
            return;
        }
        request.pause();
        Context context = vertx.getOrCreateContext();
        var unused = made.whenComplete((ready, e) -> context.runOnContext(nothing -> {
            if (e == null) {
                ready.handle(request);
            } else {
                LOG.error("The gateway cannot be made", e);
                request.resume();
                ApiError.internal().send(request.response());
            }
        }));
    }

    /** The one that was made, or is being made; one that failed is tried again. */
    private synchronized CompletableFuture<Gateway> gateway() {
        if (gateway == null || gateway.isCompletedExceptionally()) {
            gateway = CompletableFuture.supplyAsync(this::make, workers);
        }
        return gateway;
    }

    private Gateway make() {
        boolean shared = config.scope() == GatewayConfig.Sharing.SHARED;
        // Nobody is told apart then, so any key will do.
        Supplier<byte[]> secret = shared ? () -> new byte[] {0} : ScopeSecret.of(service.file(), manager::get, workers);
        return of(
                vertx,
                config,
                upstream(),
                secret,
                manager::get,
                workers,
                InstantSource.system(),
                registry,
                DemoAnswers.of(chat),
                recordings,
                tracing);
    }

    /** Puts its parts together. */
    static Gateway of(
            Vertx vertx,
            GatewayConfig config,
            Upstream upstream,
            Supplier<byte[]> secret,
            Supplier<CacheManager> manager,
            Executor workers,
            InstantSource clock,
            MeterRegistry registry,
            LanguageModel demo,
            Recordings recordings,
            CallTracing tracing) {
        CallerScope scope = new CallerScope(config.scope() == GatewayConfig.Sharing.SHARED, secret);
        GatewayMetrics metrics = new GatewayMetrics(registry);
        Executor few = atMost(config.workers(), workers);
        ReplyCache cache = new ReplyCache(manager, few, config.staleIfError());
        Flights<String, Flight> flights = new Flights<>();
        Recorder recorder = recordings.mode() == Mode.CACHE ? null : new Recorder(recordings);
        Landing landing = new Landing(cache, flights, scope.shared(), few, clock, metrics, recorder);
        Hits hits = new Hits(vertx, config.replayPace(), clock);
        Calls calls = upstream.isThere()
                ? new UpstreamCalls(vertx, upstream, config.timeout(), landing, metrics)
                : new DemoCalls(demo, landing, clock);
        return new Gateway(
                vertx,
                config,
                upstream,
                new QuestionReader(new QuestionBody(config.ignoredFields()), scope),
                cache,
                flights,
                new CallTurns(
                        vertx,
                        cache,
                        flights,
                        tracing.isOn() ? new TracedCalls(calls, upstream, tracing) : calls,
                        metrics,
                        config.timeout()),
                new PassThrough(upstream),
                hits,
                clock,
                metrics,
                recordings.mode(),
                new Replay(vertx, recordings, hits, workers, metrics));
    }

    /** Many threads that have much to do would leave little to the event loops, on which the answers of all come and go. */
    private static Executor atMost(int threads, Executor workers) {
        return ViewExecutor.builder(workers)
                .setMaxSize(threads)
                .setQueueLimit(Integer.MAX_VALUE)
                .build();
    }

    private synchronized Upstream upstream() {
        if (upstream == null) {
            Optional<String> own = config.upstream();
            Optional<String> base = own.or(() -> BaseUrls.openAi(chat));
            // What was set by name gets all requests, rather than somebody of whom nothing was said.
            Optional<String> messages =
                    config.messagesUpstream().or(() -> own).or(() -> base.map(some -> BaseUrls.anthropic(chat)));
            upstream = new Upstream(vertx, config, base.orElse(null), messages.orElse(null));
            LOG.infof("Requests to /v1 go to %s.", upstream);
        }
        return upstream;
    }

    @PreDestroy
    void close() {
        Upstream asked = upstream;
        if (asked != null) {
            asked.close();
        }
    }
}
