package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.internal.protocol.Json;
import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Equal requests to several gateways that have their cache in one PostgreSQL database, and nothing else, in common. */
@NeedsPostgres
@Timeout(120)
class EqualQuestionsOfReplicasTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String WHOLE = "{\"model\": \"m\"}";
    private static final String EVENTS = "{\"model\": \"m\", \"stream\": true}";

    private final PostgresDatabase database = PostgresServer.shared().createDatabase();

    /** Its upstream is that of all. */
    private final Wired upstream = new Wired();

    private final List<Wired> replicas = new ArrayList<>();
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void close() {
        go.countDown();
        replicas.forEach(Wired::close);
        upstream.close();
        database.close();
    }

    private Wired replica(String... keys) {
        Properties settings = new Properties();
        settings.setProperty("refrain.postgresql.user", database.user());
        settings.setProperty("refrain.postgresql.password", database.password());
        for (int i = 0; i < keys.length; i += 2) {
            settings.setProperty(keys[i], keys[i + 1]);
        }
        Wired replica = new Wired(
                URI.create(database.uri() + "?currentSchema=public,replica" + replicas.size()),
                settings,
                "http://127.0.0.1:" + upstream.upstreamPort + "/up/v1/");
        replicas.add(replica);
        return replica;
    }

    private void whenItGoes(HttpServerRequest request, Runnable answer) {
        upstream.vertx
                .executeBlocking(() -> go.await(60, TimeUnit.SECONDS), false)
                .onComplete(done -> answer.run());
    }

    private void answersWhole() {
        upstream.answer = request -> whenItGoes(request, () -> request.response()
                .putHeader("Content-Type", "application/json")
                .end(Recorded.CHAT_WHOLE));
    }

    private void answersEvents() {
        upstream.answer = request -> whenItGoes(request, () -> request.response()
                .putHeader("Content-Type", "text/event-stream")
                .end(Recorded.CHAT_EVENTS + Recorded.DONE));
    }

    private int sum(String metric) {
        return replicas.stream().mapToInt(each -> each.count(metric)).sum();
    }

    private static void awaitOneCall(Wired upstream) throws InterruptedException {
        Wired.await(() -> upstream.asked.size() == 1);
    }

    private List<HttpResponse<String>> ask200(String... bodies) throws Exception {
        for (int i = 0; i < 4; i++) {
            replica();
        }
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(replicas.get(i % 4).askLater(CHAT, bodies[i % bodies.length]));
        }
        awaitOneCall(upstream);
        // All but those of whom each replica has one that waits for its turn.
        Wired.await(() -> sum("collapsed") == 196);
        go.countDown();
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> each : all) {
            answers.add(each.get(60, TimeUnit.SECONDS));
        }
        assertEquals(1, upstream.asked.size());
        assertEquals(1, sum("misses"));
        assertEquals(199, sum("collapsed"));
        return answers;
    }

    @Test
    void post_200TimesOverFourReplicas_isOneCall() throws Exception {
        answersWhole();
        List<HttpResponse<String>> answers = ask200(WHOLE);
        answers.forEach(each -> assertEquals(Recorded.CHAT_WHOLE, each.body()));
        assertEquals(
                1,
                answers.stream()
                        .filter(each -> Wired.status(each).equals("refrain; fwd=miss; stored"))
                        .count());
        assertEquals(
                199,
                answers.stream()
                        .filter(each -> Wired.status(each).equals("refrain; fwd=miss; collapsed"))
                        .count());
    }

    @Test
    void post_200StreamsOverFourReplicas_isOneCall() throws Exception {
        answersEvents();
        for (HttpResponse<String> each : ask200(EVENTS)) {
            assertEquals(Recorded.CHAT_EVENTS + Recorded.DONE, each.body());
        }
    }

    @Test
    void post_streamedOnOneReplicaAndWholeOnAnother_isOneCall() throws Exception {
        answersEvents();
        CompletableFuture<HttpResponse<String>> streamed = replica().askLater(CHAT, EVENTS);
        awaitOneCall(upstream);
        CompletableFuture<HttpResponse<String>> whole = replica().askLater(CHAT, WHOLE);
        Wired.await(() -> leases() == 1);

        go.countDown();

        assertEquals(
                Recorded.CHAT_EVENTS + Recorded.DONE,
                streamed.get(60, TimeUnit.SECONDS).body());
        HttpResponse<String> other = whole.get(60, TimeUnit.SECONDS);
        assertEquals(
                "stop",
                Json.read(other.body())
                        .path("choices")
                        .path(0)
                        .path("finish_reason")
                        .asText());
        assertEquals(1, upstream.asked.size());
    }

    private long leases() {
        return Long.parseLong(database.sql("select count(*) from cache_lease"));
    }

    @Test
    void post_callOfAnotherReplicaFails_isMadeByTheNext() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        upstream.answer = request -> {
            if (calls.incrementAndGet() == 1) {
                whenItGoes(request, () -> request.response().setStatusCode(500).end("{}"));
            } else {
                request.response().putHeader("Content-Type", "application/json").end(Recorded.CHAT_WHOLE);
            }
        };
        CompletableFuture<HttpResponse<String>> first = replica().askLater(CHAT, WHOLE);
        awaitOneCall(upstream);
        CompletableFuture<HttpResponse<String>> second = replica().askLater(CHAT, WHOLE);

        go.countDown();

        assertEquals(500, first.get(60, TimeUnit.SECONDS).statusCode());
        assertEquals(Recorded.CHAT_WHOLE, second.get(60, TimeUnit.SECONDS).body());
        assertEquals(2, upstream.asked.size());
        Wired.await(() -> leases() == 0);
    }

    @Test
    void post_whoWantsANewAnswer_waitsForNobody() throws Exception {
        answersWhole();
        CompletableFuture<HttpResponse<String>> first = replica().askLater(CHAT, WHOLE);
        awaitOneCall(upstream);

        CompletableFuture<HttpResponse<String>> second = replica().askLater(CHAT, WHOLE, "Cache-Control", "no-cache");

        Wired.await(() -> upstream.asked.size() == 2);
        go.countDown();
        assertEquals(Recorded.CHAT_WHOLE, first.get(60, TimeUnit.SECONDS).body());
        assertEquals(Recorded.CHAT_WHOLE, second.get(60, TimeUnit.SECONDS).body());
    }

    @Test
    void post_switchedOff_everyReplicaAsks() throws Exception {
        answersWhole();
        replica("refrain.postgresql.leases", "off").askLater(CHAT, WHOLE);
        replica("refrain.postgresql.leases", "off").askLater(CHAT, WHOLE);

        Wired.await(() -> upstream.asked.size() == 2);
        assertTrue(go.getCount() > 0);
    }
}
