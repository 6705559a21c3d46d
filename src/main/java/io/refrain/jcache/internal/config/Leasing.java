package io.refrain.jcache.internal.config;

/** Whether replicas keep each other from asking the same question at the same time. */
public enum Leasing {
    /** They do. */
    ON,
    /** Each asks. */
    OFF
}
