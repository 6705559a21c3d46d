@NullMarked
package io.refrain.jcache.store.database.transfer;

import org.jspecify.annotations.NullMarked;
