package io.refrain.counterexample.springai;

import io.refrain.langchain4j.QuestionKey;

/** Wrong: an adapter that knows that of another library. */
public final class KnowsAnotherAdapter {
    Class<?> other = QuestionKey.class;
}
