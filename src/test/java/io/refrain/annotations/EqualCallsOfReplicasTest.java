package io.refrain.annotations;

import static io.refrain.annotations.CacheResultOutcome.COLLAPSED;
import static io.refrain.annotations.CacheResultOutcome.STORED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.internal.flight.Turns;
import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer.Shutdown;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Equal calls of annotated methods in several applications that have their cache in one PostgreSQL database, and nothing else, in common. */
@NeedsPostgres
@Timeout(120)
class EqualCallsOfReplicasTest {
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch go = new CountDownLatch(1);
    private PostgresDatabase database = PostgresServer.shared().createDatabase();

    @AfterEach
    void close() throws Exception {
        go.countDown();
        Collections.reverse(opened);
        for (AutoCloseable each : opened) {
            each.close();
        }
        if (database.server().isRunning()) {
            database.close();
        }
    }

    private Replica replica(String... keys) {
        Properties properties = properties(database.user(), database.password());
        for (int i = 0; i < keys.length; i += 2) {
            properties.setProperty(keys[i], keys[i + 1]);
        }
        // By the number it is told from the others, who would otherwise share what this process has open.
        Replica replica =
                new Replica(URI.create(database.uri() + "?currentSchema=public,replica" + opened.size()), properties);
        opened.add(replica);
        return replica;
    }

    /** On a thread of its own. */
    private <T> FutureTask<T> start(String name, Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return task;
    }

    private FutureTask<String> ask(Replica replica, String key) {
        return start("caller", () -> replica.methods().result(key, () -> {
            int call = calls.incrementAndGet();
            go.await();
            return "answer " + call;
        }));
    }

    /** As an event loop does, which must not be kept. */
    private CompletableFuture<String> askLater(Replica replica, String key) throws Exception {
        return start("loop", () -> replica.methods().later(key, () -> {
                    int call = calls.incrementAndGet();
                    return CompletableFuture.supplyAsync(() -> {
                        await(() -> go.getCount() == 0);
                        return "answer " + call;
                    });
                }))
                .get()
                .toCompletableFuture();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    private void awaitAllWaiting() {
        await(() -> calls.get() > 0 && threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
    }

    private long leases() {
        return Long.parseLong(database.sql("select count(*) from cache_lease"));
    }

    @Test
    void result_200EqualCallsOfFourReplicas_isOneCall() throws Exception {
        List<Replica> replicas = Stream.generate(() -> replica()).limit(4).toList();
        List<FutureTask<String>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(ask(replicas.get(i % 4), "q"));
        }
        awaitAllWaiting();

        go.countDown();

        for (FutureTask<String> each : all) {
            assertEquals("answer 1", each.get());
        }
        assertEquals(1, calls.get());
        List<CacheResultOutcome> outcomes =
                replicas.stream().flatMap(each -> each.outcomes().stream()).toList();
        assertEquals(1, Collections.frequency(outcomes, STORED));
        assertEquals(199, Collections.frequency(outcomes, COLLAPSED));
        await(() -> leases() == 0);
    }

    @Test
    void later_200EqualCallsOfFourReplicas_isOneCall_andNoThreadWaits() throws Exception {
        List<Replica> replicas = Stream.generate(() -> replica()).limit(4).toList();
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(askLater(replicas.get(i % 4), "q"));
        }
        await(() -> calls.get() == 1);

        go.countDown();

        for (CompletableFuture<String> each : all) {
            assertEquals("answer 1", each.get());
        }
        assertEquals(1, calls.get());
    }

    @Test
    void later_whileManyCallsOfAnotherAreWaitedFor_workersAreFree() throws Exception {
        Replica there = replica();
        Replica here = replica();
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            askLater(there, "q" + i);
        }
        await(() -> calls.get() == 20);
        for (int i = 0; i < 20; i++) {
            waiting.add(askLater(here, "q" + i));
        }

        // More wait than there are workers.
        assertEquals(
                "free",
                start("loop", () -> here.methods().later("other", () -> CompletableFuture.completedFuture("free")))
                        .get()
                        .toCompletableFuture()
                        .get());
        assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
        go.countDown();
        for (CompletableFuture<String> each : waiting) {
            each.get();
        }
        assertEquals(20, calls.get());
    }

    @Test
    void result_callOfAnotherReplicaFails_isMadeByTheNext() throws Exception {
        Replica there = replica();
        Replica here = replica();
        FutureTask<String> failing = start("caller", () -> there.methods().result("q", () -> {
            calls.incrementAndGet();
            go.await();
            throw new IllegalStateException("the model failed");
        }));
        await(() -> calls.get() == 1);
        FutureTask<String> next = ask(here, "q");
        awaitAllWaiting();

        go.countDown();

        assertInstanceOf(
                IllegalStateException.class,
                assertThrows(ExecutionException.class, failing::get).getCause());
        assertEquals("answer 2", next.get());
        assertEquals(2, calls.get());
    }

    @Test
    void result_otherReplicaIsKilledInItsCall_isMadeAfterTheTimeLimit() throws Exception {
        Replica here = replica("refrain.postgresql.lease", "3s");
        go.countDown();
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EqualCallsOfReplicasTest.class.getName(),
                        database.uri(),
                        database.user(),
                        database.password())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        opened.add(holder::destroyForcibly);
        BufferedReader said =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        while (line != null && !line.equals("calling")) {
            line = said.readLine();
        }
        assertEquals("calling", line);
        FutureTask<String> waiting = ask(here, "q");
        // It is renewed for as long as it lives.
        String renewed = database.sql("select expires_at from cache_lease");
        await(() -> !database.sql("select expires_at from cache_lease").equals(renewed));
        assertEquals(0, calls.get());

        long killed = System.nanoTime();
        holder.destroyForcibly().waitFor();

        assertEquals("answer 1", waiting.get());
        Duration waited = Duration.ofNanos(System.nanoTime() - killed);
        System.out.println("After its holder was killed, a lease of 3 s was waited for " + waited.toMillis() + " ms");
        assertTrue(waited.compareTo(Duration.ofSeconds(6)) < 0, waited.toString());
    }

    @Test
    void result_databaseIsStoppedMeanwhile_everybodyAsks_andLaterItIsOneCallAgain() throws Exception {
        database.close();
        try (PostgresServer server = PostgresServer.with("fsync=off")) {
            database = server.createDatabase();
            Replica there = replica();
            Replica here = replica();
            FutureTask<String> first = ask(there, "q");
            await(() -> calls.get() == 1);
            FutureTask<String> second = ask(here, "q");
            awaitAllWaiting();

            server.stop(Shutdown.IMMEDIATE);
            await(() -> calls.get() == 2);
            go.countDown();

            assertEquals("answer 1", first.get());
            assertEquals("answer 2", second.get());

            server.start();
            await(() -> works(there, "there") && works(here, "here"));
            AtomicInteger again = new AtomicInteger();
            CountDownLatch both = new CountDownLatch(1);
            Fixtures.Body<String> body = () -> {
                both.await();
                return "answer " + again.incrementAndGet();
            };
            threads.clear();
            FutureTask<String> third = start("caller", () -> there.methods().result("again", body));
            FutureTask<String> fourth = start("caller", () -> here.methods().result("again", body));
            awaitAllWaiting();
            both.countDown();
            assertEquals("answer 1", third.get());
            assertEquals("answer 1", fourth.get());
            opened.forEach(EqualCallsOfReplicasTest::closed);
            opened.clear();
        }
    }

    private static void closed(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Whether its cache keeps something, so that the database is there again. */
    private static boolean works(Replica replica, String key) {
        Cache<Object, Object> cache = replica.cache();
        try {
            cache.put(new DefaultGeneratedCacheKey(List.of(key)), "kept");
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Test
    void result_switchedOff_everyReplicaAsks() throws Exception {
        Replica there = replica("refrain.postgresql.leases", "off");
        Replica here = replica("refrain.postgresql.leases", "off");
        ask(there, "q");
        ask(here, "q");

        await(() -> calls.get() == 2);
        go.countDown();
    }

    @Test
    void result_withinTheCallOfAnEqualKey_waitsForNobody() throws Exception {
        Replica here = replica();

        // The stage's method has the same cache and the same key. On another thread, since Weld intercepts no call of a
        // bean within its own.
        String answer = here.methods().result("q", () -> {
            FutureTask<CompletionStage<String>> inner =
                    start("caller", () -> here.methods().later("q", () -> CompletableFuture.completedFuture("inner")));
            try {
                return inner.get().toCompletableFuture().join();
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        });

        assertEquals("inner", answer);
        assertEquals(List.of(STORED, STORED), here.outcomes());
    }

    /** A process that makes a call which never ends. */
    public static void main(String[] arguments) throws Exception {
        try (RefrainCachingProvider provider = new RefrainCachingProvider()) {
            Properties properties = properties(arguments[1], arguments[2]);
            properties.setProperty("refrain.postgresql.lease", "3s");
            CacheManager manager = provider.getCacheManager(
                    URI.create(arguments[0]), EqualCallsOfReplicasTest.class.getClassLoader(), properties);
            Cache<Object, Object> cache = manager.createCache(Methods.CACHE, new MutableConfiguration<>());
            Turns<Object> turns = Turns.of(cache);
            if (turns == null) {
                throw new IllegalStateException("There are no leases");
            }
            turns.await(new DefaultGeneratedCacheKey(List.of("q")), () -> (Object) null);
            System.out.println("calling");
            new CountDownLatch(1).await();
        }
    }

    static Properties properties(String user, String password) {
        Properties properties = new Properties();
        properties.setProperty("refrain.postgresql.user", user);
        properties.setProperty("refrain.postgresql.password", password);
        return properties;
    }

    /** An application. */
    static final class Replica implements AutoCloseable {
        private final RefrainCachingProvider provider = new RefrainCachingProvider();
        private final CacheManager manager;
        private final SeContainer container;

        Replica(URI uri, Properties properties) {
            manager = provider.getCacheManager(uri, EqualCallsOfReplicasTest.class.getClassLoader(), properties);
            container = SeContainerInitializer.newInstance()
                    .disableDiscovery()
                    .addBeanClasses(Stream.of(Fixtures.ALTERNATIVES)
                            .filter(each -> each != Fixtures.Caches.class)
                            .toArray(Class<?>[]::new))
                    .addBeanClasses(Methods.class)
                    .addExtensions(new AnnotationsInWeldTest.OrdinaryBeans(), new OwnCaches(manager))
                    .initialize();
        }

        Methods methods() {
            return container.select(Methods.class).get();
        }

        List<CacheResultOutcome> outcomes() {
            return container.select(Fixtures.Outcomes.class).get().all();
        }

        Cache<Object, Object> cache() {
            return manager.getCache(Methods.CACHE);
        }

        @Override
        public void close() {
            container.close();
            provider.close();
        }
    }

    /** Makes a cache manager a bean. */
    private static final class OwnCaches implements Extension {
        private final CacheManager manager;

        OwnCaches(CacheManager manager) {
            this.manager = manager;
        }

        void add(@Observes AfterBeanDiscovery event) {
            event.addBean().addType(CacheManager.class).scope(Singleton.class).createWith(context -> manager);
        }
    }
}
