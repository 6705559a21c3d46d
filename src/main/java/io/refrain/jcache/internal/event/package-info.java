/** Delivers the changes of entries to the listeners of a cache. */
@NullMarked
package io.refrain.jcache.internal.event;

import org.jspecify.annotations.NullMarked;
