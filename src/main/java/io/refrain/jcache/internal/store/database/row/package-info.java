/** Maps entries to rows, and writes and reads them by Hibernate. */
@NullMarked
package io.refrain.jcache.internal.store.database.row;

import org.jspecify.annotations.NullMarked;
