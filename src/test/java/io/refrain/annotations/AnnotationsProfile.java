package io.refrain.annotations;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** Brings the beans of these tests into the application, and the classes of the TCK. */
public final class AnnotationsProfile implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Fixtures.ALTERNATIVES);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.http.test-port", "0",
                // What these tests store, and the TCK.
                "refrain.serialization.allow", "io.refrain.annotations.*,domain.*",
                "quarkus.arc.unremovable-types", "io.refrain.annotations.**,manager.**",
                "quarkus.index-dependency.tck.group-id", "javax.cache",
                "quarkus.index-dependency.tck.artifact-id", "cache-tests");
    }
}
