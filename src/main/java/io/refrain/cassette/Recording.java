package io.refrain.cassette;

/**
 * One recorded question with its answer. Immutable.
 *
 * @param question what was asked
 * @param answer what came
 * @param complete whether the answer is one that may be given for ever; one that is cut, filtered or an error is not
 */
public record Recording(RecordedQuestion question, RecordedAnswer answer, boolean complete) {}
