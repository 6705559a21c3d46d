package io.refrain.counterexample.annotations;

import io.refrain.counterexample.jcache.operation.AnswersHttp;

/** Wrong: annotations are for any provider. */
public final class KnowsTheProvider {
    AnswersHttp provider = new AnswersHttp();
}
