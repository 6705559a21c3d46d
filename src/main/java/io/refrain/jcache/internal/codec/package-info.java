/** Turns keys and values into stored forms that nobody can change, and back. */
@NullMarked
package io.refrain.jcache.internal.codec;

import org.jspecify.annotations.NullMarked;
