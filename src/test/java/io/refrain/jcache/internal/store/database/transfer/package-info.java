@NullMarked
package io.refrain.jcache.internal.store.database.transfer;

import org.jspecify.annotations.NullMarked;
