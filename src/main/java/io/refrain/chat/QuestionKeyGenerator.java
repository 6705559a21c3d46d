package io.refrain.chat;

import dev.langchain4j.model.chat.request.ChatRequest;
import io.quarkus.arc.Unremovable;
import io.refrain.langchain4j.QuestionKey;
import io.refrain.llm.LanguageModel;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheKeyInvocationContext;
import javax.cache.annotation.GeneratedCacheKey;

/** Names a question by all of it and by the model that answers. Safe for use by several threads at once. */
@Singleton
@Unremovable
public class QuestionKeyGenerator implements CacheKeyGenerator {
    private final LanguageModel model;
    private final ChatRequests requests;

    @Inject
    QuestionKeyGenerator(LanguageModel model, ChatRequests requests) {
        this.model = model;
        this.requests = requests;
    }

    @Override
    public GeneratedCacheKey generateCacheKey(CacheKeyInvocationContext<? extends Annotation> invocation) {
        for (CacheInvocationParameter parameter : invocation.getAllParameters()) {
            if (parameter.getValue() instanceof ChatQuestion question) {
                ChatRequest request = requests.of(question);
                return new QuestionName(
                        QuestionKey.of(model.provider(), model.baseUrl(), request.modelName(), request));
            }
        }
        throw BadQuestion.body("There is no body.");
    }
}
