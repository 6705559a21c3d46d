package io.refrain.jcache.internal.config;

/** Whether several processes may use a file at the same time. */
public enum Sharing {
    /** No: the second is refused. */
    OFF,
    /** Those that say so, too. */
    ON
}
