package io.refrain.cdi;

import io.refrain.annotations.CachingPortableExtension;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;

/** Adds the beans of this package where the container does not run {@link RefrainExtension}. Used by the container on one thread, while it starts. */
public final class RefrainPortableExtension implements Extension {

    /** Called by the container through reflection. */
    public RefrainPortableExtension() {}

    void addBeans(@Observes BeforeBeanDiscovery discovery, BeanManager container) {
        if (CachingPortableExtension.isNeeded(container)) {
            discovery.addAnnotatedType(DeclaredResults.class, DeclaredResults.class.getName());
        }
    }
}
