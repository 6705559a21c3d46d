/** Decides what each verb of a cache does to one entry. */
@NullMarked
package io.refrain.jcache.internal.operation;

import org.jspecify.annotations.NullMarked;
