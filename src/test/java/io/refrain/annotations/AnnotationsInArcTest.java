package io.refrain.annotations;

import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The annotations in ArC, the container of Quarkus. */
@QuarkusTest
@TestProfile(AnnotationsProfile.class)
class AnnotationsInArcTest extends AnnotationsContract {
    @Override
    <T> T bean(Class<T> type) {
        return Arc.container().select(type).get();
    }
}
