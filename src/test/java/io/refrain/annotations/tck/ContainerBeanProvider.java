package io.refrain.annotations.tck;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.cache.annotation.BeanProvider;
import org.jspecify.annotations.Nullable;

/** Gives the TCK the beans of the container under test; found by it as a service. */
public final class ContainerBeanProvider implements BeanProvider {
    private static final AtomicInteger GIVEN = new AtomicInteger();
    private static volatile @Nullable Function<Class<?>, Object> container;

    static void use(Function<Class<?>, Object> beans) {
        container = beans;
        GIVEN.set(0);
    }

    /** How often a bean was asked for: the TCK passes over its tests in silence when it finds no provider. */
    static int given() {
        return GIVEN.get();
    }

    @Override
    public <T> T getBeanByType(Class<T> type) {
        Function<Class<?>, Object> beans = container;
        if (beans == null) {
            throw new IllegalStateException("No container is under test");
        }
        GIVEN.incrementAndGet();
        return type.cast(beans.apply(type));
    }
}
