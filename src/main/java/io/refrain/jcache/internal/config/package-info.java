/** Reads configuration keys by one registry. */
@NullMarked
package io.refrain.jcache.internal.config;

import org.jspecify.annotations.NullMarked;
