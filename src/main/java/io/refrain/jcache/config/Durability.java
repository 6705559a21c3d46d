package io.refrain.jcache.config;

/** What is still there of a write to a persistent store after something went wrong. */
public enum Durability {
    /** A write returns after its commit, which survives the end of the process, however it ends; not always a loss of power. */
    COMMITTED,
    /** A write returns after its commit is on the disk, which survives a loss of power. */
    SYNCED,
    /** A write returns at once and is committed a little later, together with others: the end of the process loses the last of them. */
    BATCHED
}
