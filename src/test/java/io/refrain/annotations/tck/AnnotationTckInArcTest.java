package io.refrain.annotations.tck;

import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.refrain.annotations.AnnotationsProfile;
import org.junit.jupiter.api.Test;

/** The TCK in ArC, the container of Quarkus. */
@QuarkusTest
@TestProfile(AnnotationsProfile.class)
class AnnotationTckInArcTest {
    @Test
    void tck_inArc_passes() {
        AnnotationTck.run("ArC", type -> Arc.container().select(type).get());
    }
}
