package io.refrain.jcache.internal.config;

/** What becomes of a damaged file. Nothing is ever deleted. */
public enum OnDamage {
    /** It is set aside under a name with the time, and an empty one takes its place. */
    START_EMPTY,
    /** It is refused, and stays where it is. */
    FAIL
}
