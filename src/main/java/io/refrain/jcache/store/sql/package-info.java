/** Keeps entries in an SQL database. */
@NullMarked
package io.refrain.jcache.store.sql;

import org.jspecify.annotations.NullMarked;
