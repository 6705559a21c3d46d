/** A real PostgreSQL server for tests, and the tests of the store on it. */
@NullMarked
package io.refrain.jcache.internal.store.database.postgresql;

import org.jspecify.annotations.NullMarked;
