package io.refrain.junit;

import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** Models of LangChain4j that ask the server of a test. LangChain4j need not be there, as long as nobody wants one. Has no state. */
final class LangChain4jModels {
    private static final String CHAT = "dev.langchain4j.model.chat.ChatModel";
    private static final String STREAMING = "dev.langchain4j.model.chat.StreamingChatModel";
    private static final String EMBEDDING = "dev.langchain4j.model.embedding.EmbeddingModel";
    private static final String NO_KEY = "none";

    private LangChain4jModels() {}

    /** By name: the types themselves may not be there. */
    static boolean areOffered(Class<?> type) {
        return Set.of(CHAT, STREAMING, EMBEDDING).contains(type.getName());
    }

    static Object of(Class<?> type, AnswersServer server) {
        try {
            return switch (type.getName()) {
                case CHAT -> Models.chat(server);
                case STREAMING -> Models.streaming(server);
                default -> Models.embedding(server);
            };
        } catch (NoClassDefFoundError e) {
            throw new ParameterResolutionException(
                    "A " + type.getSimpleName()
                            + " needs dev.langchain4j:langchain4j-open-ai among the test's dependencies; or take the base URL as a"
                            + " java.net.URI",
                    e);
        }
    }

    /** Touched only when they are wanted. */
    private static final class Models {
        static OpenAiChatModel chat(AnswersServer server) {
            return OpenAiChatModel.builder()
                    .baseUrl(server.baseUrl().toString())
                    .apiKey(key())
                    .modelName(server.model())
                    .maxRetries(0)
                    .build();
        }

        static OpenAiStreamingChatModel streaming(AnswersServer server) {
            return OpenAiStreamingChatModel.builder()
                    .baseUrl(server.baseUrl().toString())
                    .apiKey(key())
                    .modelName(server.model())
                    .build();
        }

        static OpenAiEmbeddingModel embedding(AnswersServer server) {
            return OpenAiEmbeddingModel.builder()
                    .baseUrl(server.baseUrl().toString())
                    .apiKey(key())
                    .modelName(server.model())
                    .maxRetries(0)
                    .build();
        }

        private static String key() {
            return Objects.requireNonNullElse(System.getenv("OPENAI_API_KEY"), NO_KEY);
        }
    }
}
