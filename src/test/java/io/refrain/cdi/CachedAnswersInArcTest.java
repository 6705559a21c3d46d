package io.refrain.cdi;

import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

/** Models that answer once in ArC, the container of Quarkus. */
@QuarkusTest
@TestProfile(CachedAnswersInArcTest.Profile.class)
class CachedAnswersInArcTest extends CachedAnswersContract {
    @Override
    Asking asking() {
        return Arc.container().select(Asking.class).get();
    }

    /** Brings the beans of these tests into the application. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public String getConfigProfile() {
            return "test,cached-answers";
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.test-port",
                    "0",
                    "refrain.uri",
                    "refrain:heap",
                    "quarkus.arc.exclude-types",
                    "io.refrain.annotations.tck.**,"
                            + "io.refrain.annotations.CacheManagerChoiceTest$OneManager,"
                            + "io.refrain.annotations.CacheManagerChoiceTest$OtherManager",
                    "quarkus.arc.unremovable-types",
                    Asking.class.getName());
        }
    }
}
