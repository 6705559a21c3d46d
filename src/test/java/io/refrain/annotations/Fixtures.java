package io.refrain.annotations;

import io.refrain.quarkus.ProviderUnderTest;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheKeyInvocationContext;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/** The collaborators of the methods under test. Alternatives, so that they stay out of other tests of the application. */
final class Fixtures {
    static final Class<?>[] ALTERNATIVES = {
        Caches.class,
        Outcomes.class,
        NoRefused.class,
        Directives.class,
        EventLoop.class,
        BeanGenerator.class,
        CountingFactory.class
    };

    private Fixtures() {}

    @Alternative
    @ApplicationScoped
    static class Caches {
        @Produces
        @Singleton
        CacheManager caches() {
            return ProviderUnderTest.manager();
        }

        void close(@Disposes CacheManager manager) {
            ProviderUnderTest.close(manager);
        }
    }

    /** Notes the outcome of each call. */
    @Alternative
    @Singleton
    static class Outcomes implements CacheResultObserver {
        private final Queue<CacheResultOutcome> outcomes = new ConcurrentLinkedQueue<>();

        @Override
        public void observed(CacheInvocationContext<CacheResult> invocation, CacheResultOutcome outcome) {
            outcomes.add(outcome);
        }

        List<CacheResultOutcome> all() {
            return List.copyOf(outcomes);
        }

        void clear() {
            outcomes.clear();
        }
    }

    @Alternative
    @Singleton
    static class NoRefused implements ResultGate {
        @Override
        public boolean admits(CacheInvocationContext<CacheResult> invocation, Object result) {
            return !result.equals("refused");
        }
    }

    /** Says for each call what the test has said for its key. */
    @Alternative
    @Singleton
    static class Directives implements CacheResultDirectives {
        private final Map<GeneratedCacheKey, CacheResultDirective> directives = new ConcurrentHashMap<>();

        @Override
        public @Nullable CacheResultDirective of(
                CacheInvocationContext<CacheResult> invocation, GeneratedCacheKey key) {
            return directives.get(key);
        }

        void set(Object key, CacheResultDirective directive) {
            directives.put((GeneratedCacheKey) key, directive);
        }

        void clear() {
            directives.clear();
        }
    }

    /** Threads whose name says loop must not block. */
    @Alternative
    @Singleton
    static class EventLoop implements CallerThread {
        private final ExecutorService workers = Executors.newFixedThreadPool(4, task -> {
            Thread worker = new Thread(task, "worker");
            worker.setDaemon(true);
            return worker;
        });

        @Override
        public boolean mayBlock() {
            return !Thread.currentThread().getName().startsWith("loop");
        }

        @Override
        public @Nullable Object getWithoutBlocking(Cache<Object, Object> cache, Object key) {
            return cache.containsKey(key) ? cache.get(key) : null;
        }

        @Override
        public Executor workers() {
            return workers;
        }

        @PreDestroy
        void close() {
            workers.shutdown();
        }
    }

    /** A generator that only the container can make. */
    @Alternative
    @ApplicationScoped
    static class BeanGenerator implements CacheKeyGenerator {
        @Inject
        Outcomes injected;

        @Override
        public GeneratedCacheKey generateCacheKey(CacheKeyInvocationContext<? extends Annotation> invocation) {
            return new NamedKey(injected == null ? "not injected" : "bean");
        }
    }

    /** A generator that is no bean. */
    static final class PlainGenerator implements CacheKeyGenerator {
        private PlainGenerator() {}

        @Override
        public GeneratedCacheKey generateCacheKey(CacheKeyInvocationContext<? extends Annotation> invocation) {
            return new NamedKey("plain");
        }
    }

    record NamedKey(String name) implements GeneratedCacheKey {}

    @Alternative
    @Singleton
    static class CountingFactory implements CacheResolverFactory {
        private final AtomicInteger asked = new AtomicInteger();

        @Inject
        CacheManager manager;

        int asked() {
            return asked.get();
        }

        @Override
        public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> method) {
            asked.incrementAndGet();
            return new DefaultCacheResolverFactory(() -> manager, new Undeclared()).getCacheResolver(method);
        }

        @Override
        public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> method) {
            throw new IllegalStateException("No method here has a cache for exceptions");
        }
    }

    /** A cache whose every access does what is given. */
    @SuppressWarnings("unchecked")
    private static <K, V> Cache<K, V> cache(String name, Callable<@Nullable Object> access) {
        return (Cache<K, V>) Proxy.newProxyInstance(
                Fixtures.class.getClassLoader(),
                new Class<?>[] {Cache.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getName" -> name;
                    case "isClosed" -> false;
                    default -> access.call();
                });
    }

    /** Resolves to the cache that the first parameter of the call says. */
    static final class ChoosingFactory implements CacheResolverFactory {
        static final Cache<Object, Object> TENANT_A = cache("answers", () -> null);
        static final Cache<Object, Object> TENANT_B = cache("answers", () -> null);

        @Override
        public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> method) {
            return new CacheResolver() {
                @Override
                @SuppressWarnings({"unchecked", "NullAway"}) // A null is what one of the tests is about.
                public <K, V> Cache<K, V> resolveCache(CacheInvocationContext<? extends Annotation> invocation) {
                    Object choice = invocation.getAllParameters()[0].getValue();
                    return switch (String.valueOf(choice)) {
                        case "a" -> (Cache<K, V>) TENANT_A;
                        case "b" -> (Cache<K, V>) TENANT_B;
                        case "failing with an error" ->
                            cache("failing", () -> {
                                throw new NoClassDefFoundError("What serialises it");
                            });
                        case "not to be opened" -> throw new CacheException("The file cannot be opened");
                        default -> null;
                    };
                }
            };
        }

        @Override
        public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> method) {
            return getCacheResolver(method);
        }
    }

    /** Caches whose every access fails. */
    static final class FailingFactory implements CacheResolverFactory {
        @Override
        public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> method) {
            return new CacheResolver() {
                @Override
                public <K, V> Cache<K, V> resolveCache(CacheInvocationContext<? extends Annotation> invocation) {
                    return cache("failing", () -> {
                        throw new CacheException("The disk is gone");
                    });
                }
            };
        }

        @Override
        public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> method) {
            return getCacheResolver(method);
        }
    }

    /** Makes caches that keep the very objects, so that tests can tell them. */
    static <T> Cache<Object, T> byReference(CacheManager manager, String name) {
        Cache<Object, T> present = manager.getCache(name);
        return present != null
                ? present
                : manager.createCache(name, new MutableConfiguration<Object, T>().setStoreByValue(false));
    }

    /** Something a test's method does. */
    @FunctionalInterface
    interface Body<T extends @Nullable Object> {
        T run() throws IOException, InterruptedException, InvocationTargetException;
    }

    /** Tells nobody. */
    static final class Undeclared implements CacheResultTypes {
        @Override
        public void declare(Cache<?, ?> cache, Type type) {
            // Whatever the type, the caches of these tests store objects as they are.
        }
    }
}
