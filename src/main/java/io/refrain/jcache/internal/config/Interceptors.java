package io.refrain.jcache.internal.config;

/** Whose interceptors serve the caching annotations where a server brings some, too. */
enum Interceptors {
    /** Refrain's. */
    OWN,
    /** The server's. */
    SERVER
}
