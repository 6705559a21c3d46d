package io.refrain.cdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.Response;
import io.quarkus.arc.profile.IfBuildProfile;
import io.refrain.langchain4j.CachedAnswers;
import io.refrain.langchain4j.CachingChatModel;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Qualifier;
import jakarta.inject.Singleton;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an application of CDI gets for {@link CachedAnswers}, in whatever container. */
public abstract class CachedAnswersContract {
    static final Class<?>[] BEANS = {Models.class, Annotated.class, Asking.class};

    /** A question that nobody has asked. */
    private final String question = UUID.randomUUID().toString();

    abstract Asking asking();

    @Test
    void chat_ofAProducedModel_isAskedOnce() {
        ChatModel model = asking().chat;
        assertInstanceOf(CachingChatModel.class, model);
        assertEquals(model.chat(question), model.chat(question));
    }

    @Test
    void stream_ofAProducedModel_isAskedOnce() throws Exception {
        assertEquals(streamed(asking().streaming), streamed(asking().streaming));
    }

    private String streamed(StreamingChatModel model) throws Exception {
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        model.chat(question, new StreamingChatResponseHandler() {
            @Override
            public void onCompleteResponse(ChatResponse answer) {
                end.complete(answer);
            }

            @Override
            public void onError(Throwable failure) {
                end.completeExceptionally(failure);
            }
        });
        return end.get().aiMessage().text();
    }

    @Test
    void embed_ofAProducedModel_isAskedOnce() {
        EmbeddingModel model = asking().embedding;
        assertEquals(model.embed(question).content(), model.embed(question).content());
    }

    @Test
    void chat_ofAModelWithAQualifier_isAskedOnceAndByItself() {
        ChatModel model = asking().qualified;
        assertEquals(model.chat(question), model.chat(question));
        assertNotEquals(asking().chat.chat(question), model.chat(question));
    }

    @Test
    void chat_ofAModelWithAName_isFoundByIt() {
        ChatModel model = asking().named;
        assertEquals(asking().qualified.chat(question), model.chat(question));
    }

    @Test
    void chat_ofAnAnnotatedClass_isAskedOnce() {
        ChatModel model = asking().annotated;
        assertEquals(model.chat(question), model.chat(question));
    }

    @Test
    void chat_ofAModelThatIsNotAnnotated_isAskedEachTime() {
        ChatModel model = asking().plain;
        assertNotEquals(model.chat(question), model.chat(question));
    }

    /** What an application has. */
    @IfBuildProfile("cached-answers")
    @Singleton
    static class Asking {
        @Inject
        ChatModel chat;

        @Inject
        StreamingChatModel streaming;

        @Inject
        EmbeddingModel embedding;

        @Inject
        @Cheap
        ChatModel qualified;

        @Inject
        @Named("cheap")
        ChatModel named;

        @Inject
        @Slow
        ChatModel annotated;

        @Inject
        @Plain
        ChatModel plain;
    }

    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Cheap {}

    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Slow {}

    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Plain {}

    @IfBuildProfile("cached-answers")
    @Singleton
    static class Models {
        @Produces
        @Singleton
        @CachedAnswers
        ChatModel chat() {
            return new Unique("chat");
        }

        @Produces
        @ApplicationScoped
        @CachedAnswers(cacheName = "streams", identity = "http://localhost")
        StreamingChatModel streaming() {
            return new Unique("chat");
        }

        @Produces
        @CachedAnswers
        EmbeddingModel embedding() {
            return new UniqueEmbeddings();
        }

        @Produces
        @Cheap
        @Named("cheap")
        @Singleton
        @CachedAnswers
        ChatModel qualified = new Unique("cheap");

        @Produces
        @Plain
        @Singleton
        ChatModel plain() {
            return new Unique("plain");
        }
    }

    @IfBuildProfile("cached-answers")
    @Slow
    @ApplicationScoped
    @CachedAnswers
    @Alternative
    @Priority(5)
    static class Annotated extends Unique {
        Annotated() {
            super("slow");
        }
    }

    /** Says something else each time. */
    static class Unique implements ChatModel, StreamingChatModel {
        private final AtomicInteger calls = new AtomicInteger();
        private final String name;

        Unique(String name) {
            this.name = name;
        }

        private ChatResponse answer() {
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from(name + calls.incrementAndGet()))
                    .finishReason(FinishReason.STOP)
                    .build();
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            return answer();
        }

        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
            handler.onCompleteResponse(answer());
        }

        @Override
        public ChatRequestParameters defaultRequestParameters() {
            return ChatRequestParameters.builder().modelName(name).build();
        }

        @Override
        public List<dev.langchain4j.model.chat.listener.ChatModelListener> listeners() {
            return List.of();
        }

        @Override
        public dev.langchain4j.model.ModelProvider provider() {
            return dev.langchain4j.model.ModelProvider.OTHER;
        }

        @Override
        public java.util.Set<dev.langchain4j.model.chat.Capability> supportedCapabilities() {
            return java.util.Set.of();
        }
    }

    /** Embeds otherwise each time. */
    static final class UniqueEmbeddings implements EmbeddingModel {
        private float calls;

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            return Response.from(segments.stream()
                    .map(each -> Embedding.from(new float[] {++calls, 1}))
                    .toList());
        }

        @Override
        public String modelName() {
            return "unique";
        }
    }
}
