package io.refrain.cdi;

import io.refrain.annotations.ApplicationCaches;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;

/** Makes the bean of {@link SharedAnswers}. Has no state. */
public final class SharedAnswersCreator implements SyntheticBeanCreator<SharedAnswers> {

    /** Called by the container through reflection. */
    public SharedAnswersCreator() {}

    @Override
    public SharedAnswers create(Instance<Object> lookup, Parameters parameters) {
        return new SharedAnswers(lookup.select(ApplicationCaches.class).get());
    }
}
