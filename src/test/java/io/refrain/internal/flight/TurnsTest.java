package io.refrain.internal.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.internal.flight.Leases.Lease;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns of several processes, by leases whose clock stands still. */
@Timeout(60)
class TurnsTest {
    private static final String KEY = "k";

    private final FakeLeases leases = new FakeLeases();
    private final Turns<String> here = new Turns<>(leases.replica());
    private final Turns<String> there = new Turns<>(leases.replica());
    private final Map<String, String> cache = new ConcurrentHashMap<>();
    private final Queue<Runnable> work = new ArrayDeque<>();

    private @Nullable String look() {
        return cache.get(KEY);
    }

    private CompletableFuture<Turn<String>> take(Turns<String> turns) {
        return turns.take(KEY, this::look, work::add, Turns.FOREVER);
    }

    private void work() {
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            task.run();
        }
    }

    private static <T> FutureTask<T> started(Supplier<T> action) {
        FutureTask<T> task = new FutureTask<>(action::get);
        new Thread(task).start();
        return task;
    }

    private void awaitWaiting(int count) {
        while (leases.waiting() < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void take_free_isOnesOwnAtOnce() {
        Turn<String> turn = take(here).getNow(null);

        assertNull(turn.found());
        assertFalse(turn.waited());
        assertNotSame(Lease.NOMINAL, turn.lease());
    }

    @Test
    void take_storedSinceTheMiss_isFoundAndReleased() {
        cache.put(KEY, "stored");

        assertEquals(new Turn<>("stored", false, Lease.NOMINAL), take(here).getNow(null));
        cache.clear();
        assertNotSame(Lease.NOMINAL, take(there).getNow(null).lease());
    }

    @Test
    void take_whileAnotherCalls_waitsWithoutAThread_andGetsItsAnswer() {
        Turn<String> first = take(here).join();
        CompletableFuture<Turn<String>> second = take(there);
        assertFalse(second.isDone());
        assertTrue(work.isEmpty());

        cache.put(KEY, "answer");
        first.lease().release();
        work();

        assertEquals(new Turn<>("answer", true, Lease.NOMINAL), second.getNow(null));
    }

    @Test
    void take_whenTheCallOfAnotherHasFailed_isOnesOwn() {
        Turn<String> first = take(here).join();
        CompletableFuture<Turn<String>> second = take(there);
        CompletableFuture<Turn<String>> third = take(new Turns<>(leases.replica()));

        first.lease().release();
        work();

        Turn<String> own = second.isDone() ? second.join() : third.join();
        CompletableFuture<Turn<String>> other = second.isDone() ? third : second;
        assertNull(own.found());
        assertNotSame(Lease.NOMINAL, own.lease());
        assertFalse(other.isDone());

        cache.put(KEY, "answer");
        own.lease().release();
        work();
        assertEquals("answer", other.getNow(null).found());
    }

    @Test
    void take_whenAnotherIsGone_isOnesOwnAfterTheLimit() {
        take(here).join();
        CompletableFuture<Turn<String>> second = take(there);

        leases.pass(Duration.ofSeconds(9));
        work();
        assertFalse(second.isDone());
        leases.pass(Duration.ofSeconds(1));
        work();

        assertNotSame(Lease.NOMINAL, second.getNow(null).lease());
    }

    @Test
    void take_whenTheAnswerIsThereAlthoughNobodyHasToldSo_getsItWhenItLooks() {
        take(here).join();
        CompletableFuture<Turn<String>> second = take(there);

        cache.put(KEY, "answer");
        leases.pass(Duration.ofMillis(1));
        work();

        assertEquals("answer", second.getNow(null).found());
    }

    @Test
    void take_whenNobodyCanBeAsked_isEverybodysAtOnce() {
        leases.down(true);

        assertEquals(new Turn<>(null, false, Lease.NOMINAL), take(here).getNow(null));
        assertEquals(new Turn<>(null, false, Lease.NOMINAL), take(there).getNow(null));
    }

    @Test
    void take_whenNobodyCanBeAskedAnyMore_isEverybodys() {
        take(here).join();
        CompletableFuture<Turn<String>> second = take(there);

        leases.down(true);
        leases.pass(Duration.ofMillis(1));
        work();

        assertEquals(new Turn<>(null, true, Lease.NOMINAL), second.getNow(null));
    }

    @Test
    void take_afterItsPatience_isOnesOwn() {
        take(here).join();

        Turn<String> turn =
                there.take(KEY, this::look, Runnable::run, Duration.ofMillis(1)).join();

        assertEquals(new Turn<>(null, true, Lease.NOMINAL), turn);
    }

    @Test
    void take_withoutWorkers_isOnesOwn() {
        Turn<String> first = take(here).join();
        CompletableFuture<Turn<String>> second = there.take(
                KEY,
                this::look,
                task -> {
                    throw new RejectedExecutionException("closed");
                },
                Turns.FOREVER);

        first.lease().release();

        assertEquals(new Turn<>(null, true, Lease.NOMINAL), second.join());
    }

    @Test
    void take_whenLookingFails_failsAndReleases() {
        CompletableFuture<Turn<String>> failed = here.take(
                KEY,
                () -> {
                    throw new IllegalStateException("look");
                },
                Runnable::run,
                Turns.FOREVER);

        assertInstanceOf(
                IllegalStateException.class,
                assertThrows(CompletionException.class, failed::join).getCause());
        assertNotSame(Lease.NOMINAL, take(there).join().lease());
    }

    @Test
    void await_whileAnotherCalls_getsItsAnswer() throws Exception {
        Turn<String> first = here.await(KEY, this::look);
        FutureTask<Turn<String>> second = started(() -> there.await(KEY, this::look));
        awaitWaiting(1);

        cache.put(KEY, "answer");
        first.lease().release();

        assertEquals(new Turn<>("answer", true, Lease.NOMINAL), second.get());
    }

    @Test
    void await_interrupted_isOnesOwn_andStaysInterrupted() {
        here.await(KEY, this::look);
        Thread.currentThread().interrupt();

        Turn<String> turn = there.await(KEY, this::look);

        assertTrue(Thread.interrupted());
        assertEquals(new Turn<>(null, true, Lease.NOMINAL), turn);
    }

    @Test
    void await_withinACallThatOthersWaitFor_endsAfterTheLimit() {
        Leases<String> quick = new Leases<>() {
            @Override
            public Claim claim(String key) {
                return key.equals(KEY) ? new Refusal(new CompletableFuture<>()) : (Lease) () -> {};
            }

            @Override
            public Duration limit() {
                return Duration.ofMillis(1);
            }
        };
        Turns<String> turns = new Turns<>(quick);

        Turn<String> inner = turns.await("outer", () -> (String) null).within(() -> turns.await(KEY, this::look));

        assertEquals(new Turn<>(null, true, Lease.NOMINAL), inner);
    }

    @Test
    void take_byManyProcesses_isOneCall() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        var all = new CompletableFuture<?>[200];
        for (int i = 0; i < all.length; i++) {
            Turns<String> turns = new Turns<>(leases.replica());
            all[i] = CompletableFuture.supplyAsync(
                            () -> turns.take(KEY, this::look, ForkJoinPool.commonPool(), Turns.FOREVER))
                    .thenCompose(turn -> turn)
                    .thenAcceptAsync(turn -> {
                        if (turn.found() == null) {
                            cache.put(KEY, "answer " + calls.incrementAndGet());
                            turn.lease().release();
                        }
                    });
        }

        CompletableFuture.allOf(all).get();

        assertEquals(1, calls.get());
    }

    @Test
    void of_aCacheWithoutLeases_isNull() {
        assertNull(Turns.of(cache(() -> {
            throw new IllegalArgumentException("not to be unwrapped");
        })));
        assertNull(Turns.of(cache(() -> Leases.NONE)));
        assertNull(Turns.of(cache(() -> {
            throw new NoClassDefFoundError("a driver");
        })));
    }

    @Test
    void of_aCacheWithLeases_takesTurnsByThem() {
        Leases<String> its = leases.replica();
        Turns<String> turns = Turns.of(cache(() -> its));

        assertNotNull(turns);
        turns.await(KEY, this::look);
        assertSame(Lease.NOMINAL, its.claim(KEY));
    }

    @SuppressWarnings("unchecked")
    private static Cache<String, String> cache(Supplier<Object> unwrap) {
        return (Cache<String, String>) Proxy.newProxyInstance(
                TurnsTest.class.getClassLoader(),
                new Class<?>[] {Cache.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "unwrap" -> unwrap.get();
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(called.getName());
                });
    }
}
