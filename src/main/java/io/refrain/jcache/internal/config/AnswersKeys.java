package io.refrain.jcache.internal.config;

import java.util.List;

/** The configuration keys of tests with recorded answers, which read them from system properties themselves. */
final class AnswersKeys {
    private static final Key<RecordedAnswers> ANSWERS = Key.of(
            "refrain.answers",
            Scope.APPLICATION,
            ValueType.choice(RecordedAnswers.class),
            "replay",
            "for tests with `@Answers`, as a system property: whether they replay the recorded answers, or ask and record");

    private static final Key<String> UPSTREAM = Key.of(
            "refrain.answers.upstream",
            Scope.APPLICATION,
            ValueType.baseUrl(),
            "https://api.openai.com/v1",
            "for tests with `@Answers`, as a system property: who is asked while answers are recorded");

    static final List<Key<?>> ALL = List.of(ANSWERS, UPSTREAM);

    private AnswersKeys() {}
}
