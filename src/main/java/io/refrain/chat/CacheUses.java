package io.refrain.chat;

import io.quarkus.arc.Unremovable;
import io.refrain.annotations.CacheResultDirective;
import io.refrain.annotations.CacheResultDirectives;
import io.refrain.http.CacheControl;
import io.refrain.quarkus.Mode;
import io.refrain.quarkus.Recordings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the request of a question how it wants to use the cache, and notes that with the request for {@link OutcomeObserver} and
 * {@link CacheHeaders}. Safe for use by several threads at once.
 */
@Singleton
@Unremovable
class CacheUses implements CacheResultDirectives {
    private static final String CACHE_CONTROL = "Cache-Control";

    private final StoredAnswers stored;
    private final InstantSource clock;
    private final Mode mode;
    private final RecordedChats recorded;

    @Inject
    CacheUses(StoredAnswers stored, Recordings recordings, RecordedChats recorded) {
        this(stored, InstantSource.system(), recordings.mode(), recorded);
    }

    CacheUses(StoredAnswers stored, InstantSource clock, Mode mode, RecordedChats recorded) {
        this.stored = stored;
        this.clock = clock;
        this.mode = mode;
        this.recorded = recorded;
    }

    @Override
    public @Nullable CacheResultDirective of(CacheInvocationContext<CacheResult> invocation, GeneratedCacheKey key) {
        if (!(key instanceof QuestionName name)) {
            return null;
        }
        // The request itself and not a proxy for that of the current thread, which may be another's.
        ResteasyReactiveRequestContext exchange = Parameters.find(invocation, ResteasyReactiveRequestContext.class);
        if (exchange == null) {
            return null;
        }
        AnswerStream stream = exchange.getProperty(AnswerStream.PROPERTY) instanceof AnswerStream own ? own : null;
        ChatQuestion question = Parameters.find(invocation, ChatQuestion.class);
        CacheUse use = new CacheUse(
                control(exchange),
                name,
                stream,
                stored,
                clock,
                mode,
                () -> question == null ? null : recorded.beforeAsking(question));
        exchange.setProperty(CacheUse.PROPERTY, use);
        return use;
    }

    private static CacheControl control(ResteasyReactiveRequestContext exchange) {
        List<String> lines = exchange.serverRequest().getAllRequestHeaders(CACHE_CONTROL);
        return lines.isEmpty() ? CacheControl.ORDINARY : CacheControl.of(lines);
    }
}
