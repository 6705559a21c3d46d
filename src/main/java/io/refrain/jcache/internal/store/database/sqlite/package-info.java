/** Opens a SQLite file as the medium of a database: its ownership, log, damage and errors, and the statements that it gets shorter. */
@NullMarked
package io.refrain.jcache.internal.store.database.sqlite;

import org.jspecify.annotations.NullMarked;
