package io.refrain.counterexample.annotations;

import io.refrain.counterexample.jcache.internal.operation.AnswersHttp;

/** Wrong: annotations are for any provider. */
public final class KnowsTheProvider {
    AnswersHttp provider = new AnswersHttp();
}
