package io.refrain.chat;

import io.quarkus.arc.Unremovable;
import io.refrain.annotations.CacheResultObserver;
import io.refrain.annotations.CacheResultOutcome;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheResult;
import org.jboss.resteasy.reactive.common.core.AbstractResteasyReactiveContext;

/** Counts what the cache did, and notes it with the request for {@link CacheHeaders}. Safe for use by several threads at once. */
@Singleton
@Unremovable
class OutcomeObserver implements CacheResultObserver {
    private final ChatMetrics metrics;

    @Inject
    OutcomeObserver(ChatMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void observed(CacheInvocationContext<CacheResult> invocation, CacheResultOutcome outcome) {
        if (!invocation.getCacheName().equals(ChatResource.CACHE)) {
            return;
        }
        // The request itself and not a proxy for that of the current thread, which may be another's.
        AbstractResteasyReactiveContext<?, ?> exchange =
                Parameters.find(invocation, AbstractResteasyReactiveContext.class);
        if (exchange != null && exchange.getProperty(CacheUse.PROPERTY) instanceof CacheUse use) {
            use.outcome(outcome);
            metrics.count(use.isReplayed() ? CacheResultOutcome.HIT : outcome);
        } else {
            metrics.count(outcome);
        }
    }
}
