/** Keeps the entries of caches in one database, whichever it is. */
@NullMarked
package io.refrain.jcache.internal.store.database;

import org.jspecify.annotations.NullMarked;
