package io.refrain.http;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is told in {@code Cache-Status} (RFC 9211), member by member. For one answer, by one thread. */
public final class CacheStatus {
    /** The name of the header. */
    public static final String HEADER = "Cache-Status";

    private final StringBuilder text = new StringBuilder("refrain");

    private CacheStatus() {}

    /** Answered from the cache. */
    public static CacheStatus hit() {
        return new CacheStatus().with("hit");
    }

    /** Passed on. */
    public static CacheStatus forwarded(Forwarded why) {
        return new CacheStatus().with("fwd=" + why);
    }

    /** Nothing was done. */
    public static CacheStatus none() {
        return new CacheStatus();
    }

    /** What became of the answer, in one word of the RFC. */
    public CacheStatus with(String word) {
        text.append("; ").append(word);
        return this;
    }

    /** For how many milliseconds the answer is fresh; {@link Long#MAX_VALUE}, for always, is not told. */
    public CacheStatus fresh(long millis) {
        return millis == Long.MAX_VALUE ? this : with("ttl=" + Math.floorDiv(millis, TimeUnit.SECONDS.toMillis(1)));
    }

    /** The value of the header, with the name of the question, if it has one. */
    public String key(@Nullable String key) {
        return (key == null ? this : with("key=\"" + key + '"')).text.toString();
    }
}
