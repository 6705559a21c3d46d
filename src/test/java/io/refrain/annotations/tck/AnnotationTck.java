package io.refrain.annotations.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.jsr107.tck.annotation.InterceptionCacheNameOnEachMethodTest;
import org.jsr107.tck.annotation.InterceptionUsingCacheConfigTest;
import org.jsr107.tck.annotation.InterceptionUsingDefaultCacheNameTest;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;

/** The tests of the TCK, and the proof that all of them ran. */
final class AnnotationTck {
    private static final int TESTS = 12;

    private AnnotationTck() {}

    static void run(String containerName, Function<Class<?>, Object> container) {
        ContainerBeanProvider.use(container);
        Result result = JUnitCore.runClasses(
                InterceptionCacheNameOnEachMethodTest.class,
                InterceptionUsingCacheConfigTest.class,
                InterceptionUsingDefaultCacheNameTest.class);
        int passed = result.getRunCount() - result.getFailureCount();
        System.out.println("Annotation TCK in " + containerName + ": " + passed + " passed, " + result.getFailureCount()
                + " failed");
        assertEquals(List.of(), result.getFailures());
        assertEquals(TESTS, passed);
        assertTrue(ContainerBeanProvider.given() >= TESTS, "The TCK did not ask for the beans it tests");
    }
}
