package io.refrain.http;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the cache by {@code Cache-Control}: the directives of RFC 9111, section 5.2.1, and RFC 5861, section 4. What is unknown is
 * passed over, and a time that is none is taken for zero, which asks for the least. Immutable.
 *
 * @param noCache the model is asked, and its answer replaces what is stored
 * @param noStore the model is asked, and nothing is stored
 * @param onlyIfCached the model is not asked
 * @param maxAge how old an answer may be, in seconds; {@link #NONE} for any age
 * @param minFresh how long an answer must stay fresh, in seconds; {@link #NONE} for not at all
 * @param maxStale for how long an answer may have been stale, in seconds; {@link #NONE} for not at all
 * @param staleIfError the same for when the model fails
 */
public record CacheControl(
        boolean noCache,
        boolean noStore,
        boolean onlyIfCached,
        long maxAge,
        long minFresh,
        long maxStale,
        long staleIfError) {
    /** The directive was not given. */
    public static final long NONE = -1;

    /** Longer than anything is kept; more would overflow when counted in milliseconds. */
    static final long MOST_SECONDS = Integer.MAX_VALUE;

    /** Asks for nothing special. */
    public static final CacheControl ORDINARY = new CacheControl(false, false, false, NONE, NONE, NONE, NONE);

    /** Reads the lines of the header. */
    public static CacheControl of(List<String> lines) {
        CacheControl all = ORDINARY;
        for (String line : lines) {
            for (String directive : line.split(",")) {
                int equals = directive.indexOf('=');
                String name = (equals < 0 ? directive : directive.substring(0, equals)).strip();
                String argument = equals < 0
                        ? ""
                        : directive.substring(equals + 1).strip().replaceFirst("^\"(.*)\"$", "$1");
                all = all.with(name.toLowerCase(Locale.ROOT), argument);
            }
        }
        return all;
    }

    /** Why the cache is not even looked into; null when it is. */
    public @Nullable Forwarded passesBy() {
        if (onlyIfCached) {
            return null;
        }
        return noStore ? Forwarded.BYPASS : noCache ? Forwarded.REQUEST : null;
    }

    /**
     * Why an answer that is there is not taken.
     *
     * @param fresh for how many more milliseconds it is fresh, {@link Long#MAX_VALUE} for always; zero or less when it is stale
     * @param age its age in milliseconds
     * @return null when it is taken
     */
    public @Nullable Forwarded refuses(long fresh, long age) {
        if (noCache && onlyIfCached) {
            return Forwarded.REQUEST;
        }
        if (fresh <= 0 && !within(maxStale, -fresh)) {
            return Forwarded.STALE;
        }
        boolean old = maxAge != NONE && age > millis(maxAge);
        return old || (fresh > 0 && fresh < millis(minFresh)) ? Forwarded.REQUEST : null;
    }

    /** Whether a failure may be answered by what is there, with the same {@code fresh}. */
    public boolean takesOnError(long fresh) {
        return staleIfError != NONE && (fresh > 0 || within(staleIfError, -fresh));
    }

    private static boolean within(long seconds, long millis) {
        return seconds != NONE && millis <= millis(seconds);
    }

    private static long millis(long seconds) {
        return TimeUnit.SECONDS.toMillis(seconds);
    }

    private CacheControl with(String name, String argument) {
        return switch (name) {
            case "no-cache" -> new CacheControl(true, noStore, onlyIfCached, maxAge, minFresh, maxStale, staleIfError);
            case "no-store" -> new CacheControl(noCache, true, onlyIfCached, maxAge, minFresh, maxStale, staleIfError);
            case "only-if-cached" -> new CacheControl(noCache, noStore, true, maxAge, minFresh, maxStale, staleIfError);
            case "max-age" ->
                new CacheControl(noCache, noStore, onlyIfCached, seconds(argument), minFresh, maxStale, staleIfError);
            case "min-fresh" ->
                new CacheControl(noCache, noStore, onlyIfCached, maxAge, seconds(argument), maxStale, staleIfError);
            case "max-stale" ->
                new CacheControl(noCache, noStore, onlyIfCached, maxAge, minFresh, upTo(argument), staleIfError);
            case "stale-if-error" ->
                new CacheControl(noCache, noStore, onlyIfCached, maxAge, minFresh, maxStale, upTo(argument));
            default -> this;
        };
    }

    /** Without an argument the time is not limited. */
    private static long upTo(String argument) {
        return argument.isEmpty() ? MOST_SECONDS : seconds(argument);
    }

    private static long seconds(String argument) {
        if (argument.isEmpty() || !argument.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return argument.length() > 9 ? MOST_SECONDS : Long.parseLong(argument);
    }
}
