package io.refrain.jcache.management;

import javax.cache.management.CacheStatisticsMXBean;

/** The statistics of JSR-107, section 12.2, and what a cache on a disk has besides. */
public interface RefrainStatisticsMXBean extends CacheStatisticsMXBean {
    /** How many entries could not be written, removed or updated because their file, or disk, failed. Counted also while statistics are switched off. */
    long getCacheFailedWrites();
}
