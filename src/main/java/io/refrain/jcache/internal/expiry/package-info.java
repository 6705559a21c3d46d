/** Asks the expiry policy until when an entry lives. */
@NullMarked
package io.refrain.jcache.internal.expiry;

import org.jspecify.annotations.NullMarked;
