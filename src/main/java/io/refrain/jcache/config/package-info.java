/** Says what a cache was asked to be. */
@NullMarked
package io.refrain.jcache.config;

import org.jspecify.annotations.NullMarked;
