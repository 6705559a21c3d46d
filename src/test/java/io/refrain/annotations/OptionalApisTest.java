package io.refrain.annotations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Singleton;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CacheResult;
import org.junit.jupiter.api.Test;

/** The annotations on a class path without Mutiny and MicroProfile Config. */
class OptionalApisTest {
    @Test
    void result_withoutMutinyAndMicroProfileConfig_isCached() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = withoutOptionalApis()) {
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("io.smallrye.mutiny.Uni"));
            assertThrows(
                    ClassNotFoundException.class,
                    () -> loader.loadClass("org.eclipse.microprofile.config.ConfigProvider"));
            thread.setContextClassLoader(loader);
            Callable<?> application = (Callable<?>) loader.loadClass(Application.class.getName())
                    .getConstructor()
                    .newInstance();
            assertEquals(List.of("first", "first", "first", "first"), application.call());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URLClassLoader withoutOptionalApis() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String file = Path.of(entry).getFileName().toString();
            if (!file.startsWith("mutiny-") && !file.startsWith("microprofile-config-api-")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Asks everything twice. */
    public static final class Application implements Callable<List<String>> {
        @Override
        public List<String> call() throws Exception {
            try (SeContainer container = SeContainerInitializer.newInstance()
                    .disableDiscovery()
                    .addBeanClasses(Cached.class)
                    .initialize()) {
                Cached cached = container.select(Cached.class).get();
                List<String> results = new ArrayList<>();
                for (String value : List.of("first", "second")) {
                    results.add(cached.now("k", value));
                    results.add(cached.later("k", value).toCompletableFuture().get());
                }
                return results;
            }
        }
    }

    @Singleton
    static class Cached {
        @CacheResult
        String now(@CacheKey String key, String value) {
            return value;
        }

        @CacheResult
        CompletionStage<String> later(@CacheKey String key, String value) {
            return CompletableFuture.completedFuture(value);
        }
    }
}
