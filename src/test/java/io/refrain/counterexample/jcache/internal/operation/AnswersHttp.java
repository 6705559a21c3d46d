package io.refrain.counterexample.jcache.internal.operation;

import io.refrain.jcache.internal.store.StoreException;
import jakarta.ws.rs.core.Response;

/** Wrong: the library knows nothing of HTTP, and shows none of its internals. */
public final class AnswersHttp {
    Class<?> answer = Response.class;

    public String tell(StoreException failure) {
        return String.valueOf(failure.getMessage());
    }
}
