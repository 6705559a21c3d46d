package io.refrain.jcache.internal.store.database.postgresql;

import org.graalvm.nativeimage.hosted.Feature;
import org.graalvm.nativeimage.hosted.RuntimeReflection;

/**
 * Lets a native executable open storages in PostgreSQL when the driver is there while it is built; what the driver and the pool look up themselves is registered from then on. Found by the native
 * image builder through {@code native-image.properties}, and used by it on one thread.
 */
public final class PostgresqlFeature implements Feature {

    /** Called by the builder through reflection. */
    public PostgresqlFeature() {}

    @Override
    public String getDescription() {
        return "Registers what opens caches in PostgreSQL where its driver is there";
    }

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        if (PostgresqlDriver.needed().stream().allMatch(name -> access.findClassByName(name) != null)) {
            RuntimeReflection.register(PostgresqlStorage.class);
            RuntimeReflection.register(PostgresqlStorage.class.getDeclaredConstructors());
        }
    }
}
