package io.refrain.annotations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The annotations in Weld SE. */
class AnnotationsInWeldTest extends AnnotationsContract {
    private static SeContainer container;

    @BeforeAll
    static void start() {
        // Not the file that the application of these tests has open, whose copy of the library is another one.
        System.setProperty("refrain.uri", "refrain:heap");
        container = container();
    }

    private static SeContainer container() {
        return SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(Fixtures.ALTERNATIVES)
                .addBeanClasses(Methods.class, Methods.Inheriting.class, Methods.OnType.class)
                .addExtensions(new OrdinaryBeans())
                .initialize();
    }

    @AfterAll
    static void stop() {
        container.close();
        System.clearProperty("refrain.uri");
    }

    @Override
    <T> T bean(Class<T> type) {
        return container.select(type).get();
    }

    @Test
    void result_withoutCollapse_callsTheMethodForEachCallInFlight() throws Exception {
        System.setProperty("refrain.annotations.collapse", "false");
        try (SeContainer other = container()) {
            Methods methods = other.select(Methods.class).get();
            CountDownLatch bothInside = new CountDownLatch(2);
            Callable<String> call = () -> methods.result("not collapsed", () -> {
                bothInside.countDown();
                return bothInside.await(10, TimeUnit.SECONDS) ? "both" : "one";
            });
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try {
                for (Future<String> result : pool.invokeAll(List.of(call, call))) {
                    assertEquals("both", result.get());
                }
            } finally {
                pool.shutdownNow();
            }
        } finally {
            System.clearProperty("refrain.annotations.collapse");
        }
    }

    /** Makes the alternatives the ordinary beans they would be in an application. */
    static final class OrdinaryBeans implements Extension {
        void ordinary(@Observes @WithAnnotations(Alternative.class) ProcessAnnotatedType<?> type) {
            type.configureAnnotatedType().remove(annotation -> annotation instanceof Alternative);
        }
    }
}
