package io.refrain.chat;

import io.quarkus.arc.Unremovable;
import io.refrain.annotations.ResultGate;
import io.refrain.langchain4j.CompleteAnswers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheResult;

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
        boolean called = stored.answer().toolCalls() != null;
        boolean complete = CompleteAnswers.isComplete(
                FinishReasons.of(stored.answer().responseMetadata().finishReason()),
                CompleteAnswers.isInvisible(stored.answer().content()) && !called,
                question != null && question.isBounded(),
                called && question != null && question.more().containsKey(FurtherParameters.TOOLS));
        if (!complete) {
            metrics.refused();
        }
        return complete;
    }
}
