package io.refrain.cdi;

import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.Discovery;
import jakarta.enterprise.inject.build.compatible.spi.ScannedClasses;

/** Adds the beans of this package. Used by the container on one thread, while it starts or, in Quarkus, while the application is built. */
public final class RefrainExtension implements BuildCompatibleExtension {

    /** Called by the container through reflection. */
    public RefrainExtension() {}

    /** Adds them. */
    @Discovery
    public void discover(ScannedClasses classes) {
        classes.add(DeclaredResults.class.getName());
    }
}
