package io.refrain.annotations.tck;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import manager.BlogManager;

/** Gives the TCK's classes the scope that ArC asks of a bean. */
public final class TckBeans implements BuildCompatibleExtension {
    @Enhancement(types = BlogManager.class, withSubtypes = true)
    public void scope(ClassConfig blogManager) {
        blogManager.addAnnotation(Dependent.class);
    }
}
