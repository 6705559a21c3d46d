package io.refrain.chat;

import io.refrain.annotations.CacheResultDirective;
import io.refrain.annotations.CacheResultOutcome;
import io.refrain.http.CacheControl;
import io.refrain.http.CacheStatus;
import io.refrain.http.Forwarded;
import io.refrain.llm.ModelFailure;
import io.refrain.quarkus.Mode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
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
    private final @Nullable AnswerStream stream;
    private final LiveAnswer live;
    private final StoredAnswers stored;
    private final InstantSource clock;
    private final Mode mode;
    private final Supplier<@Nullable StoredAnswer> recordings;

    private boolean isLookedFor;
    private @Nullable StoredAnswer recorded;
    private Forwarded forwarded = Forwarded.MISS;
    private @Nullable CacheResultOutcome outcome;
    /** For how many more milliseconds the stored answer is fresh; {@link Long#MAX_VALUE} for always, and when that cannot be told. */
    private long fresh = Long.MAX_VALUE;

    /**
     * Nothing was done so far.
     *
     * @param stream whom the answer goes to in parts; null for one that is wanted as a whole
     * @param recordings tells what is recorded of the question and answers before the model is asked; null for nothing
     */
    CacheUse(
            CacheControl asked,
            QuestionName name,
            @Nullable AnswerStream stream,
            StoredAnswers stored,
            InstantSource clock,
            Mode mode,
            Supplier<@Nullable StoredAnswer> recordings) {
        this.asked = asked;
        this.name = name;
        this.stream = stream;
        this.live = new LiveAnswer(stream);
        this.stored = stored;
        this.clock = clock;
        this.mode = mode;
        this.recordings = recordings;
    }

    /** The recorded answer, which nobody has to be asked for; null when there is none, or the question does not take one. */
    @Nullable
    StoredAnswer recorded() {
        if (!isLookedFor) {
            isLookedFor = true;
            // When it was given nobody knows, and it does not expire.
            boolean takes = asked.passesBy() == null && asked.refuses(Long.MAX_VALUE, Long.MAX_VALUE) == null;
            recorded = takes ? recordings.get() : null;
        }
        return recorded;
    }

    @Override
    public boolean looksUp() {
        Forwarded past = passesBy();
        forwarded = past == null ? forwarded : past;
        return past == null;
    }

    /** Why the cache is not even looked into; null when it is. */
    private @Nullable Forwarded passesBy() {
        return mode == Mode.CACHE ? asked.passesBy() : Forwarded.BYPASS;
    }

    @Override
    public boolean takes(Cache<Object, Object> cache, Object result) {
        long now = clock.millis();
        fresh = stored.freshFor(cache, name, now);
        Forwarded refused = asked == CacheControl.ORDINARY && fresh > 0
                ? null
                : asked.refuses(fresh, now - ((StoredAnswer) result).createdAt().toEpochMilli());
        forwarded = refused == null ? forwarded : refused;
        return refused == null;
    }

    @Override
    public boolean stores() {
        return mode == Mode.CACHE && !asked.noStore() && recorded() == null;
    }

    @Override
    public void beforeCall() {
        if (asked.onlyIfCached() && mode != Mode.REPLAY && recorded() == null) {
            throw NotStored.onlyIfCached();
        }
    }

    @Override
    public void joins(CacheResultDirective leading) {
        if (stream != null && leading instanceof CacheUse use) {
            use.live.follow(stream);
        }
    }

    /** Gets what the model says in the call for this question; null when nobody wants it in parts. */
    @Nullable
    LiveAnswer followed() {
        return live.isFollowed() ? live : null;
    }

    @Override
    public boolean takesInsteadOf(Throwable failure, Cache<Object, Object> cache, Object result) {
        if (mode != Mode.CACHE || asked.staleIfError() == CacheControl.NONE || !isOfTheModel(failure)) {
            return false;
        }
        fresh = stored.freshFor(cache, name, clock.millis());
        // Who has heard the beginning of one answer is not told the end of another.
        return asked.takesOnError(fresh) && (stream == null || stream.isStillFree());
    }

    /** Whether it is no fault of the question. */
    private static boolean isOfTheModel(Throwable failure) {
        return failure instanceof ModelFailure model
                && switch (model.kind()) {
                    case INVALID, TOO_LARGE, UNPROCESSABLE -> false;
                    case UNPAID, LIMITED, REFUSED, TIMED_OUT, FAILED -> true;
                };
    }

    void outcome(CacheResultOutcome became) {
        outcome = became;
    }

    QuestionName name() {
        return name;
    }

    /** Whether the answer is a recorded one. */
    boolean isReplayed() {
        return (mode == Mode.REPLAY || recorded != null) && outcome == CacheResultOutcome.NOT_STORED;
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
        if (isReplayed()) {
            return CacheStatus.hit().with("detail=replay").key(name.sha256());
        }
        CacheStatus status =
                switch (outcome) {
                    case HIT -> CacheStatus.hit();
                    case STORED -> CacheStatus.forwarded(forwarded).with("stored");
                    case COLLAPSED -> CacheStatus.forwarded(forwarded).with("collapsed");
                    case KEPT, NOT_STORED, STORE_FAILED -> CacheStatus.forwarded(forwarded);
                    case NOT_CALLED -> CacheStatus.none();
                };
        if (isAnswered()) {
            status.fresh(fresh);
        }
        if (outcome == CacheResultOutcome.KEPT) {
            status.with("detail=stale-if-error");
        }
        return status.key(name.sha256());
    }
}
