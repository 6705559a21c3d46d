package io.refrain.jcache.bench;

/** What a cache does besides keeping values. */
public enum Mode {
    STATISTICS_OFF,
    STATISTICS_ON,
    /** Expires an hour after the last access; without statistics. */
    TOUCHED
}
