/** Measures caches beside each other; compiled and run by the Maven profile {@code jmh} only. */
@NullMarked
package io.refrain.jcache.bench;

import org.jspecify.annotations.NullMarked;
