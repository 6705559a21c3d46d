/** Exposes what a cache was asked to be and how it fares as MXBeans. */
@NullMarked
package io.refrain.jcache.internal.management;

import org.jspecify.annotations.NullMarked;
