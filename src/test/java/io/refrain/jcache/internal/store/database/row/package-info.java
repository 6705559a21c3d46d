/** Holds the statements of every database to the one contract. */
@NullMarked
package io.refrain.jcache.internal.store.database.row;

import org.jspecify.annotations.NullMarked;
