package io.refrain.quarkus;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Is there where the service was built without tracing. Has no state. */
@ApplicationScoped
class NoTracing {
    @Produces
    @Singleton
    @DefaultBean
    CallTracing none() {
        return CallTracing.NONE;
    }
}
