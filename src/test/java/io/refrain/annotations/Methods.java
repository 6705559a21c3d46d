package io.refrain.annotations;

import io.refrain.annotations.Fixtures.BeanGenerator;
import io.refrain.annotations.Fixtures.Body;
import io.refrain.annotations.Fixtures.ChoosingFactory;
import io.refrain.annotations.Fixtures.CountingFactory;
import io.refrain.annotations.Fixtures.FailingFactory;
import io.refrain.annotations.Fixtures.PlainGenerator;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;

/** The methods under test; most do what the test tells them. */
@ApplicationScoped
class Methods {
    static final String CACHE = "annotations";
    static final String FAILURES = "annotations-failures";

    @CacheResult
    String byDefault(String question, int[] numbers) {
        return question + numbers.length;
    }

    @CacheResult(cacheName = CACHE)
    <T extends @Nullable Object> T result(@CacheKey @Nullable String key, Body<T> body) throws Exception {
        return body.run();
    }

    @CacheResult(cacheName = CACHE, skipGet = true, exceptionCacheName = FAILURES)
    String skippingGet(@CacheKey String key, Body<String> body) throws Exception {
        return body.run();
    }

    @CacheResult(cacheName = CACHE, exceptionCacheName = FAILURES)
    String keepingFailures(@CacheKey String key, Body<String> body) throws Exception {
        return body.run();
    }

    @CacheResult(cacheName = CACHE, exceptionCacheName = FAILURES, cachedExceptions = IOException.class)
    String keepingIncluded(@CacheKey String key, Body<String> body) throws Exception {
        return body.run();
    }

    @CacheResult(cacheName = CACHE, exceptionCacheName = FAILURES, nonCachedExceptions = IOException.class)
    String keepingNotExcluded(@CacheKey String key, Body<String> body) throws Exception {
        return body.run();
    }

    @CacheResult(
            cacheName = CACHE,
            exceptionCacheName = FAILURES,
            cachedExceptions = IOException.class,
            nonCachedExceptions = FileNotFoundException.class)
    String keepingIncludedNotExcluded(@CacheKey String key, Body<String> body) throws Exception {
        return body.run();
    }

    @CachePut(cacheName = CACHE)
    void put(String key, @CacheValue String @Nullable [] value) {
        if (value != null) {
            value[0] = "changed by the method";
        }
    }

    @CachePut(cacheName = CACHE)
    void putText(@CacheKey String key, @CacheValue @Nullable String value, Body<?> body) throws Exception {
        body.run();
    }

    @CachePut(cacheName = CACHE, afterInvocation = false)
    void putBefore(@CacheKey String key, @CacheValue String value, Body<?> body) throws Exception {
        body.run();
    }

    @CachePut(cacheName = CACHE, cacheFor = IOException.class)
    void putForIncluded(@CacheKey String key, @CacheValue String value, Body<?> body) throws Exception {
        body.run();
    }

    @CacheRemove(cacheName = CACHE)
    void remove(@CacheKey String key, Body<?> body) throws Exception {
        body.run();
    }

    @CacheRemove(cacheName = CACHE, afterInvocation = false)
    void removeBefore(@CacheKey String key, Body<?> body) throws Exception {
        body.run();
    }

    @CacheRemove(cacheName = CACHE, noEvictFor = IOException.class)
    void removeForNotExcluded(@CacheKey String key, Body<?> body) throws Exception {
        body.run();
    }

    @CacheRemove(cacheName = CACHE)
    CompletionStage<String> removeLater(@CacheKey String key, Supplier<CompletionStage<String>> body) {
        return body.get();
    }

    @CacheRemove(cacheName = CACHE)
    Uni<String> removeByUni(@CacheKey String key, Supplier<Uni<String>> body) {
        return body.get();
    }

    @CacheRemoveAll(cacheName = CACHE)
    void removeAll(Body<?> body) throws Exception {
        body.run();
    }

    @CacheRemoveAll(cacheName = CACHE, afterInvocation = false)
    void removeAllBefore(Body<?> body) throws Exception {
        body.run();
    }

    @CacheResult(cacheName = CACHE, cacheResolverFactory = CountingFactory.class)
    String countedResolver(String key) {
        return key;
    }

    @CacheResult(cacheName = CACHE, cacheKeyGenerator = BeanGenerator.class)
    String beanGenerator(String key) {
        return key;
    }

    @CacheResult(cacheName = CACHE, cacheKeyGenerator = PlainGenerator.class)
    String plainGenerator(String key) {
        return key;
    }

    @CacheResult(cacheResolverFactory = FailingFactory.class, exceptionCacheName = FAILURES)
    String failingCache(@CacheKey String key, Body<String> body) throws Exception {
        return body.run();
    }

    @CacheResult(cacheResolverFactory = ChoosingFactory.class)
    String chosen(String cache, @CacheKey String key, Body<String> body) throws Exception {
        return body.run();
    }

    @CacheResult(cacheResolverFactory = ChoosingFactory.class)
    CompletionStage<String> chosenLater(String cache, @CacheKey String key, Supplier<CompletionStage<String>> body) {
        return body.get();
    }

    @CacheResult(cacheName = "first-use")
    String firstUse(int key) {
        return "" + key;
    }

    @CacheResult(cacheName = CACHE)
    CompletionStage<String> later(@CacheKey String key, Supplier<CompletionStage<String>> body) {
        return body.get();
    }

    @CacheResult(cacheName = CACHE)
    Uni<String> uni(@CacheKey String key, Supplier<Uni<String>> body) {
        return body.get();
    }

    @CacheResult
    String misplacedValue(@CacheValue String key) {
        return key;
    }

    @CachePut
    void twoValues(String key, @CacheValue String one, @CacheValue String two) {}

    @CachePut
    void noValue(String key) {}

    @CacheResult
    @CacheRemove
    String twoAnnotations(String key) {
        return key;
    }

    @CachePut
    @CacheRemove
    @CacheRemoveAll
    void threeAnnotations(String key, @CacheValue String value) {}

    @CacheResult
    void resultOfNothing(String key) {}

    @CacheDefaults(cacheName = "inherited", cacheKeyGenerator = PlainGenerator.class)
    static class WithDefaults {
        @CacheResult
        String byDefaults(String key) {
            return key;
        }
    }

    @ApplicationScoped
    static class Inheriting extends WithDefaults {
        @CacheResult
        String own(String key) {
            return key;
        }

        @CacheResult(cacheName = "of-method")
        String named(String key) {
            return key;
        }
    }

    @ApplicationScoped
    @CacheResult(cacheName = "of-type")
    static class OnType {
        String result(String key) {
            return key;
        }

        @CacheRemoveAll(cacheName = "of-type")
        void clear() {}
    }
}
