package app;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.refrain.langchain4j.CachingChatModel;
import java.net.URI;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

public final class Main {
    public static void main(String[] arguments) throws Exception {
        ChatModel openAi = new Model();

        Cache<String, String> answers = Caching.getCachingProvider()
                .getCacheManager(URI.create("refrain:sqlite:answers.db"), null)
                .createCache(
                        "answers", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
        ChatModel model = new CachingChatModel(openAi, answers);

        System.out.println(model.chat("question"));
        System.out.println("ready");
        System.in.read();
    }

    /** In the place of one that costs. */
    static final class Model implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            System.out.println("computed");
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from("answer 42"))
                    .finishReason(FinishReason.STOP)
                    .build();
        }

        @Override
        public ChatRequestParameters defaultRequestParameters() {
            return ChatRequestParameters.builder().modelName("fake").build();
        }
    }
}
