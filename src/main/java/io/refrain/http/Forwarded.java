package io.refrain.http;

import java.util.Locale;

/** Why a question went on to whoever answers, as RFC 9211 names it. */
public enum Forwarded {
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
