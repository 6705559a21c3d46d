package io.refrain.quarkus;

/** Where the service has its answers from. */
public enum Mode {
    /** From the cache, otherwise from whoever answers. */
    CACHE,
    /** From whoever answers, and the cassette gets them. */
    RECORD,
    /** From the cassette, and nobody is asked. */
    REPLAY,
    /** From whoever answers; nothing is looked up or stored. */
    OFF
}
