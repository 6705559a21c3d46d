/** Takes what is in a database to files, and back. */
@NullMarked
package io.refrain.jcache.internal.store.database.transfer;

import org.jspecify.annotations.NullMarked;
