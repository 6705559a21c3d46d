package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.database.row.Session;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lends sessions for reading. Safe for use by several threads at once. */
interface Sessions {

    /** @throws IllegalStateException when they are closed */
    <T extends @Nullable Object> T read(Function<Session, T> reading);
}
