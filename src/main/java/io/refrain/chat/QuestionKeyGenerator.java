package io.refrain.chat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.quarkus.arc.Unremovable;
import io.refrain.langchain4j.QuestionKey;
import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.ChatConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheKeyInvocationContext;
import javax.cache.annotation.GeneratedCacheKey;

/** Names a question by all of it and by the model that answers. Safe for use by several threads at once. */
@Singleton
@Unremovable
public class QuestionKeyGenerator implements CacheKeyGenerator {
    private final LanguageModel model;
    private final ChatRequests requests;
    /** Whatever hits was asked before: its key need not be worked out again, which is a large part of a hit. */
    private final Cache<ChatQuestion, QuestionName> names;

    @Inject
    QuestionKeyGenerator(LanguageModel model, ChatRequests requests, ChatConfig config) {
        this.model = model;
        this.requests = requests;
        this.names = Caffeine.newBuilder()
                .maximumWeight(config.rememberedCharacters())
                .weigher((ChatQuestion question, QuestionName name) -> question.length())
                .executor(Runnable::run)
                .build();
    }

    @Override
    public GeneratedCacheKey generateCacheKey(CacheKeyInvocationContext<? extends Annotation> invocation) {
        ChatQuestion question = Parameters.find(invocation, ChatQuestion.class);
        if (question == null) {
            throw BadQuestion.body("There is no body.");
        }
        if (question.stream()) {
            throw BadQuestion.field(
                    "stream",
                    "An answer is streamed to whoever takes server-sent events.",
                    "the header 'Accept: text/event-stream' with it, or no 'stream'");
        }
        return nameOf(question);
    }

    /** What the cache knows a question by. */
    QuestionName nameOf(ChatQuestion question) {
        return names.get(question, this::name);
    }

    private QuestionName name(ChatQuestion question) {
        ChatRequest request;
        try {
            request = requests.of(question);
        } catch (IllegalArgumentException e) {
            // What LangChain4j takes for no question, and was not refused before.
            throw BadQuestion.body("A model cannot be asked this question.");
        }
        return new QuestionName(QuestionKey.of(model.provider(), model.baseUrl(), request.modelName(), request));
    }
}
