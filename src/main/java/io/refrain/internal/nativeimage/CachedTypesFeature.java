package io.refrain.internal.nativeimage;

import java.io.Serializable;
import org.graalvm.nativeimage.hosted.Feature;
import org.graalvm.nativeimage.hosted.RuntimeReflection;
import org.graalvm.nativeimage.hosted.RuntimeSerialization;

/**
 * Registers for a native executable what the methods with caching annotations take and return, since keys are taken apart and results written as JSON by reflection. Found by the native image
 * builder through {@code native-image.properties}, and used by it on one thread.
 */
public final class CachedTypesFeature implements Feature {

    /** Called by the builder through reflection. */
    public CachedTypesFeature() {}

    @Override
    public String getDescription() {
        return "Registers the keys and results of methods with JSR-107's caching annotations";
    }

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        for (String name : AnnotatedClasses.in(access.getApplicationClassPath())) {
            try {
                Class<?> owner = access.findClassByName(name);
                if (owner != null) {
                    CachedTypes.of(owner).forEach(CachedTypesFeature::register);
                }
            } catch (LinkageError | RuntimeException e) {
                // Something that it names is not there. It is no bean then, or the builder says so itself.
            }
        }
    }

    private static void register(Class<?> type) {
        RuntimeReflection.register(type);
        RuntimeReflection.register(type.getDeclaredConstructors());
        RuntimeReflection.register(type.getDeclaredMethods());
        RuntimeReflection.register(type.getDeclaredFields());
        if (type.isRecord()) {
            RuntimeReflection.registerAllRecordComponents(type);
        }
        if (Serializable.class.isAssignableFrom(type) && !type.isInterface()) {
            RuntimeSerialization.register(type);
        }
    }
}
