/** Tests of a SQLite file as the medium of a database. */
@NullMarked
package io.refrain.jcache.internal.store.database.sqlite;

import org.jspecify.annotations.NullMarked;
