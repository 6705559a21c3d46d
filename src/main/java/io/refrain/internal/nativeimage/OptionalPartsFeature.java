package io.refrain.internal.nativeimage;

import java.util.List;
import java.util.Map;
import org.graalvm.nativeimage.hosted.Feature;
import org.graalvm.nativeimage.hosted.RuntimeReflection;

/**
 * Lets a native executable have the parts of the library whose own libraries are there while it is built. Quarkus lets a build fail for a class in reach that names another which is not there, so the
 * other parts must not be reached: each is found by {@link java.util.ServiceLoader}, which finds in an executable what is registered. Found by the native image builder through
 * {@code native-image.properties}, and used by it on one thread.
 */
public final class OptionalPartsFeature implements Feature {
    private static final Map<String, List<String>> NEEDED = Map.of(
            "io.refrain.jcache.internal.store.database.postgresql.PostgresqlStorage",
            List.of("org.postgresql.Driver", "io.agroal.pool.DataSource"),
            "io.refrain.jcache.internal.codec.JsonTypedCodecs",
            List.of(
                    "com.fasterxml.jackson.databind.ObjectMapper",
                    "com.fasterxml.jackson.datatype.jdk8.Jdk8Module",
                    "com.fasterxml.jackson.datatype.jsr310.JavaTimeModule"));

    /** Called by the builder through reflection. */
    public OptionalPartsFeature() {}

    /** The names of the providers, each with those of the classes by which what it needs is known to be there. */
    public static Map<String, List<String>> needed() {
        return NEEDED;
    }

    @Override
    public String getDescription() {
        return "Registers the parts of the library whose own libraries are there";
    }

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        NEEDED.forEach((provider, needed) -> {
            Class<?> found = access.findClassByName(provider);
            if (found != null && needed.stream().allMatch(name -> access.findClassByName(name) != null)) {
                RuntimeReflection.register(found);
                RuntimeReflection.register(found.getDeclaredConstructors());
            }
        });
    }
}
