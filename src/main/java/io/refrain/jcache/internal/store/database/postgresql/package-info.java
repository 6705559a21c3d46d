/** Speaks to a PostgreSQL server as the medium of a database: its connections, schema, locks, changes and errors. */
@NullMarked
package io.refrain.jcache.internal.store.database.postgresql;

import org.jspecify.annotations.NullMarked;
