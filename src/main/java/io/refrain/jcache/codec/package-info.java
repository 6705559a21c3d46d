/** Lets an application say how its objects are written. */
@NullMarked
package io.refrain.jcache.codec;

import org.jspecify.annotations.NullMarked;
