/** Maps entries to rows. */
@NullMarked
package io.refrain.jcache.store.database.row;

import org.jspecify.annotations.NullMarked;
