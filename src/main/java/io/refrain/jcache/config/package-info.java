/** Says what a cache was asked to be, by the one registry of configuration keys. */
@NullMarked
package io.refrain.jcache.config;

import org.jspecify.annotations.NullMarked;
