package io.refrain.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method that LangChain4j's models have is one that we have as well, so that what a newer version adds does not go past the cache, or past the model, unnoticed:
 * whoever moves to it decides for each.
 */
class ModelMethodsTest {

    /** What an interface has by itself calls one of its other methods, which we have. */
    static Stream<Arguments> models() throws NoSuchMethodException {
        return Stream.of(
                Arguments.of(
                        ChatModel.class,
                        CachingChatModel.class,
                        Set.of(
                                ChatModel.class.getMethod("chat", String.class),
                                ChatModel.class.getMethod("chat", ChatMessage[].class),
                                ChatModel.class.getMethod("chat", List.class))),
                Arguments.of(
                        StreamingChatModel.class,
                        CachingStreamingChatModel.class,
                        Set.of(
                                StreamingChatModel.class.getMethod(
                                        "chat", String.class, StreamingChatResponseHandler.class),
                                StreamingChatModel.class.getMethod(
                                        "chat", List.class, StreamingChatResponseHandler.class))),
                Arguments.of(
                        EmbeddingModel.class,
                        CachingEmbeddingModel.class,
                        Set.of(
                                EmbeddingModel.class.getMethod("embed", String.class),
                                EmbeddingModel.class.getMethod("addListener", EmbeddingModelListener.class),
                                EmbeddingModel.class.getMethod("addListeners", List.class))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void methods_thatLangChain4jHas_areAllKnown(Class<?> model, Class<?> caching, Set<Method> callingOthers) {
        Set<String> unknown = new TreeSet<>();
        for (Method each : model.getMethods()) {
            if (!Modifier.isStatic(each.getModifiers())
                    && !callingOthers.contains(each)
                    && Arrays.stream(caching.getDeclaredMethods()).noneMatch(own -> overrides(own, each))) {
                unknown.add(each.toGenericString());
            }
        }
        assertEquals(Set.of(), unknown);
    }

    private static boolean overrides(Method own, Method other) {
        return own.getName().equals(other.getName())
                && Arrays.equals(own.getParameterTypes(), other.getParameterTypes());
    }
}
