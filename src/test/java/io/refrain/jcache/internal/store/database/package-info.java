/** Tests of the store in a database, whichever it is; they run on a SQLite file. */
@NullMarked
package io.refrain.jcache.internal.store.database;

import org.jspecify.annotations.NullMarked;
