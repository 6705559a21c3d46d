package io.refrain.annotations;

import static io.refrain.annotations.CacheResultOutcome.COLLAPSED;
import static io.refrain.annotations.CacheResultOutcome.HIT;
import static io.refrain.annotations.CacheResultOutcome.KEPT;
import static io.refrain.annotations.CacheResultOutcome.NOT_CALLED;
import static io.refrain.annotations.CacheResultOutcome.NOT_STORED;
import static io.refrain.annotations.CacheResultOutcome.STORED;
import static io.refrain.annotations.CacheResultOutcome.STORE_FAILED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.annotations.Fixtures.Body;
import io.refrain.annotations.Fixtures.CountingFactory;
import io.refrain.annotations.Fixtures.Directives;
import io.refrain.annotations.Fixtures.NamedKey;
import io.refrain.annotations.Fixtures.Outcomes;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the annotations do in every container. */
@Timeout(60)
abstract class AnnotationsContract {
    private final AtomicInteger calls = new AtomicInteger();

    abstract <T> T bean(Class<T> type);

    private Methods methods() {
        return bean(Methods.class);
    }

    private CacheManager caches() {
        return bean(CacheManager.class);
    }

    private List<CacheResultOutcome> outcomes() {
        return bean(Outcomes.class).all();
    }

    private Cache<Object, Object> cache() {
        return Fixtures.byReference(caches(), Methods.CACHE);
    }

    @SuppressWarnings("NullAway") // It takes a varargs parameter for one of elements that are never null.
    private static Object key(@Nullable Object... parameters) {
        return new DefaultGeneratedCacheKey(parameters);
    }

    private <T> Body<T> returning(T value) {
        return () -> {
            calls.incrementAndGet();
            return value;
        };
    }

    private <T> Body<T> failing(Exception failure) {
        return () -> {
            calls.incrementAndGet();
            throw Answer.<RuntimeException>unchecked(failure);
        };
    }

    @BeforeEach
    void clear() {
        cache().clear();
        Fixtures.byReference(caches(), Methods.FAILURES).clear();
        bean(Outcomes.class).clear();
        bean(Directives.class).clear();
    }

    private List<Object> keys(String name) {
        List<Object> keys = new ArrayList<>();
        caches().getCache(name).forEach(entry -> keys.add(entry.getKey()));
        return keys;
    }

    @Test
    void result_secondCall_isAnsweredFromTheCache() throws Exception {
        assertEquals("a", methods().result("k", returning("a")));
        assertEquals("a", methods().result("k", returning("b")));

        assertEquals(1, calls.get());
        assertEquals(List.of(STORED, HIT), outcomes());
    }

    @Test
    void point36_cacheName_byDefault_isTheMethodOfTheClassAsWritten() {
        methods().byDefault("q", new int[] {1});

        Object key = key("q", new int[] {1});
        assertEquals(List.of(key), keys("io.refrain.annotations.Methods.byDefault(java.lang.String,int[])"));
    }

    @Test
    void point37_defaults_ofASuperclass_applyEachAttributeForItself() {
        bean(Methods.Inheriting.class).byDefaults("a");
        bean(Methods.Inheriting.class).own("b");
        bean(Methods.Inheriting.class).named("c");

        assertEquals(List.of(new NamedKey("plain")), keys("inherited"));
        assertEquals(List.of(new NamedKey("plain")), keys("of-method"));
    }

    @Test
    void point38_result_null_isNotStored() throws Exception {
        assertNull(methods().<@Nullable Object>result("k", () -> null));
        assertEquals("a", methods().result("k", returning("a")));
        assertEquals(List.of(NOT_STORED, STORED), outcomes());
    }

    @Test
    void point38_key_ofANullParameter_isAllowed() throws Exception {
        methods().result(null, returning("a"));
        assertEquals("a", methods().result(null, returning("b")));
    }

    @Test
    void point39_failure_withoutCacheForExceptions_isNotStored() {
        assertThrows(IOException.class, () -> methods().result("k", failing(new IOException())));
        assertThrows(IOException.class, () -> methods().result("k", failing(new IOException())));

        assertEquals(2, calls.get());
        assertEquals(List.of(NOT_STORED, NOT_STORED), outcomes());
    }

    @Test
    void point39_failure_withBothListsEmpty_isStored() {
        assertStored(true, new IOException(), (key, body) -> methods().keepingFailures(key, body));
        assertEquals(List.of(NOT_STORED, HIT), outcomes());
    }

    @Test
    void point39_failure_withIncluded_isStoredIfIncluded() {
        assertStored(true, new FileNotFoundException(), (key, body) -> methods().keepingIncluded(key, body));
        assertStored(
                false, new IllegalStateException(), (key, body) -> methods().keepingIncluded(key, body));
    }

    @Test
    void point39_failure_withExcluded_isStoredUnlessExcluded() {
        assertStored(true, new IllegalStateException(), (key, body) -> methods().keepingNotExcluded(key, body));
        assertStored(
                false, new FileNotFoundException(), (key, body) -> methods().keepingNotExcluded(key, body));
    }

    @Test
    void point39_failure_withIncludedAndExcluded_isStoredIfIncludedAndNotExcluded() {
        assertStored(true, new IOException(), (key, body) -> methods().keepingIncludedNotExcluded(key, body));
        assertStored(
                false, new FileNotFoundException(), (key, body) -> methods().keepingIncludedNotExcluded(key, body));
        assertStored(
                false, new IllegalStateException(), (key, body) -> methods().keepingIncludedNotExcluded(key, body));
    }

    private interface Keyed {
        Object call(String key, Body<String> body) throws Exception;
    }

    private void assertStored(boolean stored, Exception failure, Keyed method) {
        String key = failure.getClass().getName();
        int before = calls.get();
        assertSame(failure, assertThrows(Exception.class, () -> method.call(key, failing(failure))));
        Exception again = assertThrows(Exception.class, () -> method.call(key, failing(failure)));
        assertTrue(again == failure
                || stored && !keepsReferences() && again.toString().equals(failure.toString()));
        assertEquals(stored ? 1 : 2, calls.get() - before);
    }

    /** Otherwise what comes out of a cache is a copy of what went in. */
    private boolean keepsReferences() {
        return caches().getCachingProvider().isSupported(OptionalFeature.STORE_BY_REFERENCE);
    }

    @Test
    void point39_change_whenTheMethodFails_isMadeForTheIncludedOnly() {
        cache().put(key("k"), "old");
        assertThrows(IOException.class, () -> methods().putText("k", "new", failing(new IOException())));
        assertThrows(IOException.class, () -> methods().remove("k", failing(new IOException())));
        assertThrows(IOException.class, () -> methods().removeForNotExcluded("k", failing(new IOException())));
        assertThrows(IOException.class, () -> methods().removeAll(failing(new IOException())));
        assertEquals("old", cache().get(key("k")));

        assertThrows(IOException.class, () -> methods().putForIncluded("k", "new", failing(new IOException())));
        assertEquals("new", cache().get(key("k")));
        assertThrows(IllegalStateException.class, () -> methods()
                .removeForNotExcluded("k", failing(new IllegalStateException())));
        assertFalse(cache().containsKey(key("k")));
    }

    @Test
    void point40_skipGet_callsTheMethodAndStores() throws Exception {
        methods().result("k", returning("a"));
        Fixtures.<Throwable>byReference(caches(), Methods.FAILURES).put(key("k"), new IOException());

        assertEquals("b", methods().skippingGet("k", returning("b")));
        assertEquals("b", methods().result("k", returning("c")));
    }

    @Test
    void point40_change_beforeInvocation_isMadeAlsoWhenTheMethodFails() {
        assertThrows(IOException.class, () -> methods().putBefore("k", "a", failing(new IOException())));
        assertEquals("a", cache().get(key("k")));
        assertThrows(IOException.class, () -> methods().removeBefore("k", failing(new IOException())));
        assertFalse(cache().containsKey(key("k")));
        cache().put(key("k"), "a");
        assertThrows(IOException.class, () -> methods().removeAllBefore(failing(new IOException())));
        assertFalse(cache().containsKey(key("k")));
    }

    @Test
    void point40_put_takesTheValueBeforeTheCall() {
        String[] value = {"as passed"};
        methods().put("k", value);
        Object kept = cache().get(key("k"));
        assertTrue(kept == value || !keepsReferences() && Arrays.equals(value, (Object[]) kept));
    }

    @Test
    void put_null_removesTheEntry() throws Exception {
        cache().put(key("k"), "old");
        methods().putText("k", null, returning(""));
        assertFalse(cache().containsKey(key("k")));
    }

    @Test
    void point40_changes_afterInvocation_areMade() throws Exception {
        methods().putText("k", "a", () -> assertCached(false));
        assertEquals("a", cache().get(key("k")));
        methods().remove("k", () -> assertCached(true));
        assertFalse(cache().containsKey(key("k")));
        cache().put(key("k"), "a");
        methods().removeAll(() -> assertCached(true));
        assertFalse(cache().containsKey(key("k")));
    }

    private Object assertCached(boolean cached) {
        assertEquals(cached, cache().containsKey(key("k")));
        return cached;
    }

    @Test
    void point41_resolver_isLookedUpOnceAMethod() {
        methods().countedResolver("a");
        methods().countedResolver("b");
        assertEquals(1, bean(CountingFactory.class).asked());
    }

    @Test
    void point41_generator_isABeanOrElseMade() {
        methods().beanGenerator("a");
        methods().plainGenerator("b");
        assertEquals("a", cache().get(new NamedKey("bean")));
        assertEquals("b", cache().get(new NamedKey("plain")));
    }

    @Test
    void point42_key_isDeepCopiedAndSerialisable() throws Exception {
        int[] numbers = {1, 2};
        Object key = key("q", numbers, new String[][] {{"a"}}, TimeUnit.DAYS, null);
        numbers[0] = 3;

        Object equal = key("q", new int[] {1, 2}, new String[][] {{"a"}}, TimeUnit.DAYS, null);
        assertEquals(equal, key);
        assertEquals(equal.hashCode(), key.hashCode());
        assertNotEquals(key("q", new Integer[] {1, 2}), key("q", new int[] {1, 2}));

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(key);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Object read = in.readObject();
            assertEquals(key, read);
            assertEquals(key.hashCode(), read.hashCode());
        }
    }

    @Test
    void point43_cacheKey_choosesAndCacheValueIsLeftOut() throws Exception {
        methods().result("k", returning("a"));
        methods().put("p", new String[] {"b"});
        assertTrue(cache().containsKey(key("k")));
        assertTrue(cache().containsKey(key("p")));
    }

    @Test
    void point43_cacheValue_misplacedOrMissing_isRefused() {
        assertThrows(CacheAnnotationException.class, () -> methods().misplacedValue("k"));
        assertThrows(CacheAnnotationException.class, () -> methods().twoValues("k", "a", "b"));
        assertThrows(CacheAnnotationException.class, () -> methods().noValue("k"));
        assertThrows(CacheAnnotationException.class, () -> methods().resultOfNothing("k"));
    }

    @Test
    void point44_severalAnnotations_areRefused() {
        assertThrows(CacheAnnotationException.class, () -> methods().twoAnnotations("k"));
        CacheAnnotationException refusal =
                assertThrows(CacheAnnotationException.class, () -> methods().threeAnnotations("k", "v"));
        assertTrue(refusal.toString().contains("keep one of @CachePut, @CacheRemove, @CacheRemoveAll"));
    }

    @Test
    void point44_annotation_onAType_worksAndGivesWayToThatOfAMethod() {
        bean(Methods.OnType.class).result("k");
        assertEquals(List.of(key("k")), keys("of-type"));
        bean(Methods.OnType.class).clear();
        assertEquals(List.of(), keys("of-type"));
    }

    @Test
    void point45_error_passesAsItIs() {
        assertPasses(new StackOverflowError());
        assertPasses(new StackOverflowError());
    }

    private void assertPasses(Error error) {
        assertSame(error, assertThrows(StackOverflowError.class, () -> methods().keepingFailures("k", () -> {
            throw error;
        })));
    }

    @Test
    void point45_firstUse_byManyThreads_createsTheCacheOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            caches().destroyCache("first-use");
            AtomicInteger next = new AtomicInteger();
            List<String> results = inParallel(16, () -> methods().firstUse(next.incrementAndGet()));
            assertEquals(16, results.size());
            assertEquals(16, keys("first-use").size());
        }
    }

    @Test
    void result_hundredEqualCallsAtOnce_callTheMethodOnce() throws Exception {
        Body<String> slow = () -> {
            calls.incrementAndGet();
            Thread.sleep(300);
            return "a";
        };
        List<String> results = inParallel(100, () -> methods().result("k", slow));

        assertEquals(Collections.nCopies(100, "a"), results);
        assertEquals(1, calls.get());
        assertEquals(1, Collections.frequency(outcomes(), STORED));
        assertEquals(99, Collections.frequency(outcomes(), COLLAPSED) + Collections.frequency(outcomes(), HIT));
        assertTrue(outcomes().contains(COLLAPSED));
    }

    @Test
    void result_failureWhileOthersWait_isSharedAndNotStored() throws Exception {
        IOException failure = new IOException("once");
        Body<String> slow = () -> {
            calls.incrementAndGet();
            Thread.sleep(300);
            throw failure;
        };
        List<Throwable> failures = inParallel(
                20, () -> assertThrows(IOException.class, () -> methods().result("k", slow)));

        assertTrue(failures.stream().allMatch(each -> each == failure));
        assertTrue(outcomes().contains(COLLAPSED));
        int before = calls.get();
        assertEquals("a", methods().result("k", returning("a")));
        assertEquals(before + 1, calls.get());
    }

    @Test
    void result_recursionWithTheSameKey_goesOn() throws Exception {
        assertEquals("outer inner", methods().result("k", () -> {
            try {
                return "outer " + methods().result("k", returning("inner"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    @Test
    void result_ofTwoThreadsThatNeedEachOther_doesNotHang() throws Exception {
        CountDownLatch bothInside = new CountDownLatch(2);
        AtomicInteger turn = new AtomicInteger();
        List<String> results = inParallel(2, () -> {
            String own = turn.incrementAndGet() == 1 ? "a" : "b";
            String other = own.equals("a") ? "b" : "a";
            return methods().result(own, () -> {
                bothInside.countDown();
                bothInside.await();
                try {
                    return own + methods().result(other, returning("x"));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        });
        assertEquals(2, results.size());
    }

    @Test
    void result_refusedByAGate_isReturnedAndNotStored() throws Exception {
        assertEquals("refused", methods().result("k", returning("refused")));
        assertFalse(cache().containsKey(key("k")));
        assertEquals(List.of(NOT_STORED), outcomes());
    }

    @Test
    void result_withADirectiveNotToLookUp_isTheMethodsAndReplacesWhatIsStored() throws Exception {
        methods().result("k", returning("a"));
        bean(Directives.class).set(key("k"), new CacheResultDirective() {
            @Override
            public boolean looksUp() {
                return false;
            }
        });
        assertEquals("b", methods().result("k", returning("b")));
        bean(Directives.class).clear();
        assertEquals("b", methods().result("k", returning("c")));
        assertEquals(List.of(STORED, STORED, HIT), outcomes());
    }

    @Test
    void result_withADirectiveNotToTakeOrStore_isTheMethodsAndWhatIsStoredStays() throws Exception {
        methods().result("k", returning("a"));
        bean(Directives.class).set(key("k"), new CacheResultDirective() {
            @Override
            public boolean takes(Cache<Object, Object> cache, Object result) {
                return !result.equals("a");
            }

            @Override
            public boolean stores() {
                return false;
            }
        });
        assertEquals("b", methods().result("k", returning("b")));
        bean(Directives.class).clear();
        assertEquals("a", methods().result("k", returning("c")));
        assertEquals(List.of(STORED, NOT_STORED, HIT), outcomes());
    }

    @Test
    void result_withADirectiveNotToCall_isAHitOrWhatTheDirectiveThrows() throws Exception {
        bean(Directives.class).set(key("k"), new CacheResultDirective() {
            @Override
            public void beforeCall() {
                throw new IllegalStateException("not called");
            }
        });
        assertThrows(IllegalStateException.class, () -> methods().result("k", returning("a")));
        cache().put(key("k"), "b");
        assertEquals("b", methods().result("k", returning("c")));
        assertEquals(0, calls.get());
        assertEquals(List.of(NOT_CALLED, HIT), outcomes());
    }

    @Test
    void result_failedWithADirectiveForThat_isWhatTheCacheStillHas() throws Exception {
        cache().put(key("k"), "old");
        bean(Directives.class).set(key("k"), keeping("old"));
        assertEquals("old", methods().result("k", failing(new IOException())));
        bean(Directives.class).set(key("k"), keeping("other"));
        assertThrows(IOException.class, () -> methods().result("k", failing(new IOException())));
        assertEquals(List.of(KEPT, NOT_STORED), outcomes());
    }

    @Test
    void uni_failedWithADirectiveForThat_isWhatTheCacheStillHas() {
        cache().put(key("k"), "old");
        bean(Directives.class).set(key("k"), keeping("old"));
        Supplier<Uni<String>> failing = () -> Uni.createFrom().failure(new IOException());
        assertEquals("old", methods().uni("k", failing).await().indefinitely());
        bean(Directives.class).set(key("k"), keeping("other"));
        assertThrows(
                CompletionException.class,
                () -> methods().uni("k", failing).await().indefinitely());
        assertEquals(List.of(KEPT, NOT_STORED), outcomes());
    }

    @Test
    void later_joinedByAnEqualCall_tellsItWhoMadeTheCall() {
        List<CacheResultDirective> joined = new ArrayList<>();
        CompletableFuture<String> first = new CompletableFuture<>();
        CacheResultDirective leading = noting(joined);
        bean(Directives.class).set(key("k"), leading);
        CompletableFuture<String> led =
                methods().later("k", counted(() -> first)).toCompletableFuture();
        bean(Directives.class).set(key("k"), noting(joined));
        methods().later("k", counted(() -> first));
        assertEquals(List.of(leading), joined);
        first.completeExceptionally(new IOException());
        assertThrows(CompletionException.class, led::join);
        // The next call is another one.
        CacheResultDirective next = noting(joined);
        bean(Directives.class).set(key("k"), next);
        CompletableFuture<String> second = new CompletableFuture<>();
        methods().later("k", counted(() -> second));
        bean(Directives.class).set(key("k"), noting(joined));
        methods().later("k", counted(() -> second));
        second.complete("a");
        assertEquals(List.of(leading, next), joined);
        assertEquals(2, calls.get());
    }

    @Test
    void result_joinedByAnEqualCall_tellsItWhoMadeTheCall() throws Exception {
        List<CacheResultDirective> joined = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch isJoined = new CountDownLatch(1);
        CacheResultDirective leading = new CacheResultDirective() {};
        bean(Directives.class).set(key("k"), leading);
        FutureTask<String> second = new FutureTask<>(() -> methods().result("k", returning("b")));
        methods().result("k", () -> {
            bean(Directives.class).set(key("k"), new CacheResultDirective() {
                @Override
                public void joins(CacheResultDirective call) {
                    joined.add(call);
                    isJoined.countDown();
                }
            });
            new Thread(second).start();
            assertTrue(isJoined.await(10, TimeUnit.SECONDS));
            return "a";
        });
        assertEquals("a", second.get(10, TimeUnit.SECONDS));
        assertEquals(List.of(leading), joined);
    }

    private static CacheResultDirective noting(List<CacheResultDirective> joined) {
        return new CacheResultDirective() {
            @Override
            public void joins(CacheResultDirective leading) {
                joined.add(leading);
            }
        };
    }

    /** Takes nothing as a hit, and something when the method has failed. */
    private static CacheResultDirective keeping(Object kept) {
        return new CacheResultDirective() {
            @Override
            public boolean takes(Cache<Object, Object> cache, Object result) {
                return false;
            }

            @Override
            public boolean takesInsteadOf(Throwable failure, Cache<Object, Object> cache, Object result) {
                return failure instanceof IOException && result.equals(kept);
            }
        };
    }

    @Test
    void result_ofAFailingCache_isTheMethods() throws Exception {
        assertEquals("a", methods().failingCache("k", returning("a")));
        assertEquals(List.of(STORE_FAILED), outcomes());
        IOException failure = new IOException();
        assertSame(failure, assertThrows(IOException.class, () -> methods().failingCache("k", failing(failure))));
    }

    @Test
    void result_ofACacheThatFailsWithAnErrorOrCannotBeOpened_isTheMethods() throws Exception {
        for (String cache : List.of("failing with an error", "not to be opened")) {
            assertEquals("a", methods().chosen(cache, "k", returning("a")));
            assertEquals(
                    "a",
                    methods()
                            .chosenLater(cache, "k", () -> CompletableFuture.completedFuture("a"))
                            .toCompletableFuture()
                            .join());
        }
        assertEquals(Collections.nCopies(4, STORE_FAILED), outcomes());
    }

    @Test
    void result_ofAResolverThatReturnsNull_isRefused() {
        assertThrows(CacheAnnotationException.class, () -> methods().chosen("none", "k", returning("a")));
    }

    @Test
    void result_equalCallsOfTwoCachesWithOneName_areNotJoined() throws Exception {
        CompletableFuture<String> ofA = new CompletableFuture<>();
        CompletionStage<String> a = methods().chosenLater("a", "k", () -> ofA);
        CompletionStage<String> b = methods().chosenLater("b", "k", () -> CompletableFuture.completedFuture("of b"));
        assertEquals("of b", b.toCompletableFuture().get(10, TimeUnit.SECONDS));
        ofA.complete("of a");
        assertEquals("of a", a.toCompletableFuture().join());
    }

    @Test
    void result_whenTheOneWhoCallsIsInterrupted_isComputedForThoseWhoWait() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        Body<String> firstNeverEnds = () -> {
            if (calls.incrementAndGet() == 1) {
                inside.countDown();
                new CountDownLatch(1).await();
            }
            return "a";
        };
        FutureTask<String> first = new FutureTask<>(() -> methods().result("k", firstNeverEnds));
        Thread firstThread = new Thread(first);
        firstThread.start();
        inside.await();
        FutureTask<String> second = new FutureTask<>(() -> methods().result("k", firstNeverEnds));
        Thread secondThread = new Thread(second);
        secondThread.start();
        while (secondThread.getState() != Thread.State.WAITING) {
            assertTrue(secondThread.isAlive());
        }
        firstThread.interrupt();

        assertEquals("a", second.get(10, TimeUnit.SECONDS));
        ExecutionException failure = assertThrows(ExecutionException.class, () -> first.get(10, TimeUnit.SECONDS));
        assertTrue(failure.getCause() instanceof InterruptedException);
    }

    @Test
    void later_completed_isStoredAndAnsweredAtOnce() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> first =
                methods().later("k", counted(() -> stage)).toCompletableFuture();
        CompletableFuture<String> joined =
                methods().later("k", counted(() -> stage)).toCompletableFuture();
        joined.cancel(true);
        assertFalse(first.isDone());
        stage.complete("a");

        assertEquals("a", first.join());
        assertEquals(
                "a",
                methods().later("k", counted(() -> stage)).toCompletableFuture().getNow("missing"));
        assertEquals(1, calls.get());
        assertEquals(STORED, outcomes().get(0));
        assertTrue(outcomes().contains(COLLAPSED));
        assertEquals(HIT, outcomes().get(2));
    }

    @Test
    void later_failed_isNotStored() {
        IOException failure = new IOException();
        CompletableFuture<String> failed = methods()
                .later("k", () -> CompletableFuture.failedFuture(failure))
                .toCompletableFuture();
        assertSame(
                failure, assertThrows(CompletionException.class, failed::join).getCause());
        assertEquals(
                "a",
                methods()
                        .later("k", () -> CompletableFuture.completedFuture("a"))
                        .toCompletableFuture()
                        .join());
    }

    @Test
    void later_onAnEventLoop_callsTheMethodOnAWorkerAndHitsOnTheLoop() throws Exception {
        assertOnLoop(body -> methods()
                .later("k", () -> CompletableFuture.completedFuture(body.get()))
                .toCompletableFuture());
    }

    @Test
    void uni_onAnEventLoop_callsTheMethodOnAWorkerAndHitsOnTheLoop() throws Exception {
        assertOnLoop(body ->
                methods().uni("k", () -> Uni.createFrom().item(body.get())).subscribeAsCompletionStage());
    }

    private interface OnLoop {
        CompletableFuture<String> call(Supplier<String> body);
    }

    private void assertOnLoop(OnLoop method) throws Exception {
        AtomicReference<String> calledOn = new AtomicReference<>();
        Supplier<String> body = () -> {
            calledOn.set(Thread.currentThread().getName());
            return "a";
        };
        ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));
        try {
            assertEquals("a", loop.submit(() -> method.call(body)).get().get(10, TimeUnit.SECONDS));
            assertEquals("worker", calledOn.get());
            calledOn.set("nobody");
            assertTrue(loop.submit(() -> method.call(body).isDone()).get());
            assertEquals("nobody", calledOn.get());
            assertEquals(List.of(STORED, HIT), outcomes());
        } finally {
            loop.shutdown();
        }
    }

    @Test
    void uni_completed_isStored() {
        assertEquals(
                "a",
                methods().uni("k", () -> Uni.createFrom().item("a")).await().indefinitely());
        assertEquals(
                "a",
                methods().uni("k", () -> Uni.createFrom().item("b")).await().indefinitely());
        assertEquals(List.of(STORED, HIT), outcomes());
    }

    @Test
    void removeLater_removesWhenTheStageCompletes() {
        cache().put(key("k"), "a");
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletionStage<String> result = methods().removeLater("k", () -> stage);
        assertTrue(cache().containsKey(key("k")));
        stage.complete("done");
        assertEquals("done", result.toCompletableFuture().join());
        assertFalse(cache().containsKey(key("k")));

        cache().put(key("k"), "a");
        assertEquals(
                "done",
                methods()
                        .removeByUni("k", () -> Uni.createFrom().item("done"))
                        .await()
                        .indefinitely());
        assertFalse(cache().containsKey(key("k")));
    }

    private <T> Supplier<T> counted(Supplier<T> body) {
        return () -> {
            calls.incrementAndGet();
            return body.get();
        };
    }

    private static <T> List<T> inParallel(int threads, Callable<T> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(threads);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    start.countDown();
                    start.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(30, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
