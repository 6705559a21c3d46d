package io.refrain.jcache.internal.expiry;

import io.refrain.jcache.internal.store.StoredEntry;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Turns the durations of an expiry policy into deadlines (JSR-107, chapter 6). All times are milliseconds since the epoch, and an
 * entry whose deadline is not after now has expired. As safe for use by several threads as the policy.
 *
 * <p>A policy that fails does not fail the operation: at creation the entry is eternal, later its deadline stays.
 */
public final class Deadlines implements Closeable {
    private final ExpiryPolicy policy;
    private final boolean movedByAccess;

    /** What the policy says for each access, where that is always the same. */
    private final @Nullable Duration accessed;

    /** @param policy asked for each creation, access and update; one of the standard's own, which always say the same, perhaps only once */
    public Deadlines(ExpiryPolicy policy) {
        this.policy = policy;
        boolean constant = policy instanceof TouchedExpiryPolicy || policy instanceof AccessedExpiryPolicy;
        this.accessed = constant ? policy.getExpiryForAccess() : null;
        this.movedByAccess = !(policy instanceof EternalExpiryPolicy
                || policy instanceof CreatedExpiryPolicy
                || policy instanceof ModifiedExpiryPolicy);
    }

    /** Whether reading an entry may move its deadline; when not, {@link #afterAccess} need not be called. */
    public boolean movedByAccess() {
        return movedByAccess;
    }

    /** Whether no entry ever expires. */
    public boolean areEternal() {
        return policy instanceof EternalExpiryPolicy;
    }

    /** Whether an update always gives the deadline that a creation would give, which is after now. */
    public boolean areTheSameForUpdates() {
        boolean same = policy instanceof EternalExpiryPolicy
                || policy instanceof ModifiedExpiryPolicy
                || policy instanceof TouchedExpiryPolicy;
        return same && afterCreation(0) > 0;
    }

    /** The deadline of an entry created now; not after now when it must not be stored at all. */
    public long afterCreation(long now) {
        Duration duration = ask(policy::getExpiryForCreation);
        return duration == null ? StoredEntry.ETERNAL : deadline(now, duration);
    }

    /** The deadline of an entry read now. */
    public long afterAccess(long now, long deadline) {
        Duration duration = accessed != null ? accessed : ask(policy::getExpiryForAccess);
        return duration == null ? deadline : deadline(now, duration);
    }

    /** The deadline of an entry updated now. */
    public long afterUpdate(long now, long deadline) {
        Duration duration = ask(policy::getExpiryForUpdate);
        return duration == null ? deadline : deadline(now, duration);
    }

    /** Closes the policy where it can be closed. */
    @Override
    public void close() throws IOException {
        if (policy instanceof Closeable closeable) {
            closeable.close();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // policies in other JVM languages throw what they like
    private static @Nullable Duration ask(Supplier<@Nullable Duration> question) {
        try {
            return question.get();
        } catch (Exception e) {
            return null;
        }
    }

    private static long deadline(long now, Duration duration) {
        TimeUnit unit = duration.getTimeUnit();
        if (duration.isEternal() || unit == null) {
            return StoredEntry.ETERNAL;
        }
        long millis = unit.toMillis(duration.getDurationAmount());
        long deadline = now + millis;
        return deadline < now ? StoredEntry.ETERNAL : deadline;
    }
}
