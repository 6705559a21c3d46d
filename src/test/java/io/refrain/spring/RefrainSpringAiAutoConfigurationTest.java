package io.refrain.spring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.RefrainCachingProvider;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import reactor.core.publisher.Flux;

/** A Spring application whose models answer an equal question from its cache. */
class RefrainSpringAiAutoConfigurationTest {
    private final RefrainCachingProvider provider = new RefrainCachingProvider();
    private final CacheManager manager =
            provider.getCacheManager(URI.create("refrain:heap"), getClass().getClassLoader());

    @AfterEach
    void close() {
        provider.close();
    }

    private AnnotationConfigApplicationContext application(Map<String, Object> properties) {
        AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
        Map<String, Object> all = new HashMap<>(properties);
        application.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", all));
        application.register(RefrainSpringAiAutoConfiguration.class, Models.class);
        return application;
    }

    private AnnotationConfigApplicationContext enabled(String... further) {
        Map<String, Object> properties = new HashMap<>(Map.of("refrain.spring-ai.enabled", "true"));
        for (int i = 0; i < further.length; i += 2) {
            properties.put(further[i], further[i + 1]);
        }
        AnnotationConfigApplicationContext application = application(properties);
        // Which is several applications' here, so none of them closes it.
        application.registerBean(CacheManager.class, () -> manager, bean -> bean.setDestroyMethodName(""));
        application.refresh();
        return application;
    }

    @Test
    void models_unlessEnabled_areLeftAsTheyAre() {
        try (AnnotationConfigApplicationContext application = application(Map.of())) {
            application.refresh();
            Parrot parrot = application.getBean("one", Parrot.class);
            parrot.call("a");
            parrot.call("a");
            assertEquals(2, parrot.asked());
        }
    }

    @Test
    void models_whenEnabled_areAskedOnceWhicheverWay() {
        try (AnnotationConfigApplicationContext application = enabled()) {
            Parrot parrot = application.getBean("one", Parrot.class);
            ChatModel model = application.getBean("one", ChatModel.class);
            for (int i = 0; i < 2; i++) {
                assertEquals("one: a", parrot.call("a"));
                assertEquals(
                        "one: a", ChatClient.create(model).prompt("a").call().content());
                assertEquals(
                        "one: a",
                        String.join(
                                "",
                                Objects.requireNonNull(
                                        model.stream("a").collectList().block())));
                assertEquals(
                        "one: a",
                        model.call(new Prompt("a")).getResult().getOutput().getText());
            }
            assertEquals(1, parrot.asked());
            assertTrue(manager.getCache("answers").iterator().hasNext());
        }
    }

    @Test
    void models_thatAreOtherBeans_areAskedEach() {
        try (AnnotationConfigApplicationContext application = enabled()) {
            assertEquals("one: a", application.getBean("one", ChatModel.class).call("a"));
            assertEquals("two: a", application.getBean("two", ChatModel.class).call("a"));
        }
    }

    @Test
    void models_ofAFinalClass_areChatModelsAllTheSame() {
        try (AnnotationConfigApplicationContext application = enabled()) {
            ChatModel last = application.getBean("last", ChatModel.class);
            last.call("a");
            assertEquals("asked 1", last.call("a"));
        }
    }

    @Test
    void embeddingModels_whenEnabled_areAskedOnceForEachText() {
        try (AnnotationConfigApplicationContext application = enabled()) {
            Lengths lengths = application.getBean("lengths", Lengths.class);
            for (int i = 0; i < 2; i++) {
                assertArrayEquals(new float[] {1}, lengths.embed("a"));
                assertArrayEquals(new float[] {1}, lengths.embed(List.of("a")).get(0));
                assertArrayEquals(
                        new float[] {1},
                        lengths.embedForResponse(List.of("a")).getResult().getOutput());
            }
            assertEquals(1, lengths.asked());
        }
    }

    @Test
    void embeddingModels_unlessEnabled_areLeftAsTheyAre() {
        try (AnnotationConfigApplicationContext application = application(Map.of())) {
            application.refresh();
            Lengths lengths = application.getBean("lengths", Lengths.class);
            lengths.embed("a");
            lengths.embed("a");
            assertEquals(2, lengths.asked());
        }
    }

    @Test
    void embeddingModels_withAnotherModelInTheProperties_areAskedAnew() {
        for (String model : List.of("small", "large")) {
            try (AnnotationConfigApplicationContext application = enabled(
                    "spring.ai.openai.embedding.options.model", model, "spring.ai.openai.embedding.api-key", model)) {
                Lengths lengths = application.getBean("lengths", Lengths.class);
                lengths.embed("a");
                assertEquals(1, lengths.asked(), model);
            }
        }
        try (AnnotationConfigApplicationContext application = enabled(
                "spring.ai.openai.embedding.options.model", "large", "spring.ai.openai.embedding.api-key", "new")) {
            Lengths lengths = application.getBean("lengths", Lengths.class);
            lengths.embed("a");
            assertEquals(0, lengths.asked());
        }
    }

    @Test
    void models_atAnotherAddress_areAskedAnew() {
        try (AnnotationConfigApplicationContext application =
                enabled("spring.ai.openai.base-url", "https://api.openai.com")) {
            assertEquals("asked 1", application.getBean("last", ChatModel.class).call("a"));
        }
        try (AnnotationConfigApplicationContext application =
                enabled("spring.ai.openai.base-url", "https://api.groq.com/openai")) {
            application.getBean("last", ChatModel.class).call("b");
            assertEquals("asked 2", application.getBean("last", ChatModel.class).call("a"));
        }
    }

    @Test
    void models_withANamedCache_areKeptThere() {
        try (AnnotationConfigApplicationContext application = enabled("refrain.spring-ai.cache", "jokes")) {
            application.getBean("one", ChatModel.class).call("a");
            assertNotNull(manager.getCache("jokes"));
            assertNull(manager.getCache("answers"));
        }
    }

    @Test
    void models_withoutACacheManager_areRefusedWithWhatToDo() {
        try (AnnotationConfigApplicationContext application =
                application(Map.of("refrain.spring-ai.enabled", "true"))) {
            String message = String.valueOf(assertThrows(BeanCreationException.class, application::refresh)
                    .getMessage());
            assertTrue(message.contains("javax.cache.CacheManager"), message);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Models {
        @Bean
        Parrot one() {
            return new Parrot("one");
        }

        @Bean
        Parrot two() {
            return new Parrot("two");
        }

        @Bean
        Lengths lengths() {
            return new Lengths();
        }

        @Bean
        Counting last() {
            return new Counting();
        }
    }

    /** Not final, as Spring AI's models are not. */
    static class Parrot implements ChatModel {
        private final String name;
        private final AtomicInteger asked = new AtomicInteger();

        Parrot(String name) {
            this.name = name;
        }

        int asked() {
            return asked.get();
        }

        @Override
        public ChatResponse call(Prompt prompt) {
            asked.incrementAndGet();
            return answer(name + ": " + prompt.getContents());
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            return Flux.defer(() -> Flux.just(call(prompt)));
        }

        @Override
        public ChatOptions getDefaultOptions() {
            return ChatOptions.builder().model("parrot").build();
        }
    }

    /** Tells of a text how long it is. */
    static class Lengths implements EmbeddingModel {
        private final AtomicInteger asked = new AtomicInteger();

        int asked() {
            return asked.get();
        }

        @Override
        public EmbeddingResponse call(EmbeddingRequest request) {
            asked.incrementAndGet();
            return new EmbeddingResponse(request.getInstructions().stream()
                    .map(text -> new Embedding(new float[] {text.length()}, 0))
                    .toList());
        }

        @Override
        public float[] embed(Document document) {
            return embed(String.valueOf(document.getText()));
        }
    }

    static final class Counting implements ChatModel {
        private int asked;

        @Override
        public ChatResponse call(Prompt prompt) {
            asked++;
            return answer("asked " + asked);
        }
    }

    private static ChatResponse answer(String text) {
        return new ChatResponse(List.of(new Generation(
                new AssistantMessage(text),
                ChatGenerationMetadata.builder().finishReason("STOP").build())));
    }
}
