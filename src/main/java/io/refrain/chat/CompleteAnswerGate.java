package io.refrain.chat;

import io.quarkus.arc.Unremovable;
import io.refrain.annotations.ResultGate;
import io.refrain.langchain4j.CompleteAnswers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;

/** Lets complete answers into the cache only. Safe for use by several threads at once. */
@Singleton
@Unremovable
class CompleteAnswerGate implements ResultGate {
    private final ChatMetrics metrics;

    @Inject
    CompleteAnswerGate(ChatMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public boolean admits(CacheInvocationContext<CacheResult> invocation, Object result) {
        if (!(result instanceof StoredAnswer stored)) {
            return true;
        }
        ChatQuestion question = Parameters.find(invocation, ChatQuestion.class);
        boolean complete = isComplete(question, stored.answer());
        if (!complete) {
            metrics.refused();
        }
        return complete;
    }

    /** Whether an answer may be given again. */
    static boolean isComplete(@Nullable ChatQuestion question, Answer answer) {
        boolean called = answer.toolCalls() != null;
        return CompleteAnswers.isComplete(
                FinishReasons.of(answer.responseMetadata().finishReason()),
                CompleteAnswers.isInvisible(answer.content()) && !called,
                question != null && question.isBounded(),
                called && question != null && question.more().containsKey(FurtherParameters.TOOLS));
    }
}
