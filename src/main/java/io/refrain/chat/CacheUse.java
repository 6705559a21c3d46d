package io.refrain.chat;

import io.refrain.annotations.CacheResultDirective;
import io.refrain.annotations.CacheResultOutcome;
import io.refrain.llm.ModelFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * How one question uses the cache: what it asks for, and what came of it. For one question; what one thread has noted, the next is handed over.
 */
final class CacheUse implements CacheResultDirective {
    /** The property of an exchange under which this is noted. */
    static final String PROPERTY = "io.refrain.chat.cache-use";

    private final CacheControl asked;
    private final QuestionName name;
    private final StoredAnswers stored;
    private final InstantSource clock;

    private Forwarded forwarded = Forwarded.MISS;
    private @Nullable CacheResultOutcome outcome;
    /** For how many more milliseconds the stored answer is fresh; {@link Long#MAX_VALUE} for always, and when that cannot be told. */
    private long fresh = Long.MAX_VALUE;

    CacheUse(CacheControl asked, QuestionName name, StoredAnswers stored, InstantSource clock) {
        this.asked = asked;
        this.name = name;
        this.stored = stored;
        this.clock = clock;
    }

    @Override
    public boolean looksUp() {
        if (asked.onlyIfCached()) {
            return true;
        }
        if (asked.noStore()) {
            forwarded = Forwarded.BYPASS;
            return false;
        }
        if (asked.noCache()) {
            forwarded = Forwarded.REQUEST;
            return false;
        }
        return true;
    }

    @Override
    public boolean takes(Cache<Object, Object> cache, Object result) {
        long now = clock.millis();
        fresh = stored.freshFor(cache, name, now);
        if (asked == CacheControl.ORDINARY && fresh > 0) {
            return true;
        }
        if (asked.noCache() && asked.onlyIfCached()) {
            forwarded = Forwarded.REQUEST;
            return false;
        }
        if (fresh <= 0 && !within(asked.maxStale(), -fresh)) {
            forwarded = Forwarded.STALE;
            return false;
        }
        boolean old = asked.maxAge() != CacheControl.NONE
                && now - ((StoredAnswer) result).createdAt().toEpochMilli() > millis(asked.maxAge());
        if (old || (fresh > 0 && fresh < millis(asked.minFresh()))) {
            forwarded = Forwarded.REQUEST;
            return false;
        }
        return true;
    }

    @Override
    public boolean stores() {
        return !asked.noStore();
    }

    @Override
    public void beforeCall() {
        if (asked.onlyIfCached()) {
            throw NotStored.onlyIfCached();
        }
    }

    @Override
    public boolean takesInsteadOf(Throwable failure, Cache<Object, Object> cache, Object result) {
        if (asked.staleIfError() == CacheControl.NONE || !isOfTheModel(failure)) {
            return false;
        }
        fresh = stored.freshFor(cache, name, clock.millis());
        return fresh > 0 || within(asked.staleIfError(), -fresh);
    }

    /** Whether it is no fault of the question. */
    private static boolean isOfTheModel(Throwable failure) {
        return failure instanceof ModelFailure model
                && switch (model.kind()) {
                    case INVALID, TOO_LARGE, UNPROCESSABLE -> false;
                    case UNPAID, LIMITED, REFUSED, TIMED_OUT, FAILED -> true;
                };
    }

    private static boolean within(long seconds, long millis) {
        return seconds != CacheControl.NONE && millis <= millis(seconds);
    }

    private static long millis(long seconds) {
        return TimeUnit.SECONDS.toMillis(seconds);
    }

    void outcome(CacheResultOutcome became) {
        outcome = became;
    }

    QuestionName name() {
        return name;
    }

    /** Whether the answer comes from the cache. */
    boolean isAnswered() {
        return outcome == CacheResultOutcome.HIT || outcome == CacheResultOutcome.KEPT;
    }

    /** How old an answer is, in whole seconds. */
    long age(StoredAnswer answer) {
        return Math.max(0, Duration.between(answer.createdAt(), clock.instant()).toSeconds());
    }

    /** What is told in {@code Cache-Status} (RFC 9211); null when the cache was not asked. */
    @Nullable
    String status() {
        if (outcome == null) {
            return null;
        }
        StringBuilder status = new StringBuilder("refrain");
        switch (outcome) {
            case HIT -> status.append("; hit");
            case STORED -> status.append("; fwd=").append(forwarded).append("; stored");
            case COLLAPSED -> status.append("; fwd=").append(forwarded).append("; collapsed");
            case KEPT, NOT_STORED, STORE_FAILED -> status.append("; fwd=").append(forwarded);
            case NOT_CALLED -> {}
        }
        if (isAnswered() && fresh != Long.MAX_VALUE) {
            status.append("; ttl=").append(Math.floorDiv(fresh, TimeUnit.SECONDS.toMillis(1)));
        }
        if (outcome == CacheResultOutcome.KEPT) {
            status.append("; detail=stale-if-error");
        }
        return status.append("; key=\"").append(name.sha256()).append('"').toString();
    }

    /** Why a question went to the model, as RFC 9211 names it. */
    private enum Forwarded {
        /** There was no stored answer. */
        MISS,
        /** There was one that the question did not take. */
        REQUEST,
        /** There was one that is no longer fresh. */
        STALE,
        /** The question went past the cache. */
        BYPASS;

        private final String text = name().toLowerCase(Locale.ROOT);

        @Override
        public String toString() {
            return text;
        }
    }
}
