package io.refrain.counterexample.jcache.operation;

import jakarta.ws.rs.core.Response;

/** Wrong: the library knows nothing of HTTP. */
public final class AnswersHttp {
    Class<?> answer = Response.class;
}
