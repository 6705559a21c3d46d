import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.langchain4j.CachingChatModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;

/** Answers the same questions again and again from the cache: one round for each line that it reads, whose nanoseconds a hit it writes. */
public final class Hits {
    private static final int QUESTIONS = 100;

    public static void main(String[] arguments) throws IOException {
        int hits = Integer.parseInt(arguments[0]);
        RefrainCachingProvider provider = new RefrainCachingProvider();
        Cache<String, String> cache = provider.getCacheManager(URI.create("refrain:heap"), Hits.class.getClassLoader())
                .createCache(
                        "answers", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
        int[] calls = new int[1];
        ChatModel model = new CachingChatModel(
                new ChatModel() {
                    @Override
                    public ChatResponse doChat(ChatRequest request) {
                        calls[0]++;
                        return ChatResponse.builder()
                                .aiMessage(
                                        AiMessage.from("Why did the chicken cross the road? To get to the other side."))
                                .finishReason(FinishReason.STOP)
                                .build();
                    }

                    @Override
                    public ChatRequestParameters defaultRequestParameters() {
                        return ChatRequestParameters.builder().modelName("fake").build();
                    }
                },
                cache);
        round(model, QUESTIONS);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        while (lines.readLine() != null) {
            System.out.println(round(model, hits));
            if (calls[0] != QUESTIONS) {
                throw new IllegalStateException("The model was asked " + calls[0] + " times");
            }
        }
    }

    /** Each question is made anew, as a client of the model does. */
    private static long round(ChatModel model, int hits) {
        long length = 0;
        long begin = System.nanoTime();
        for (int i = 0; i < hits; i++) {
            ChatRequest request = ChatRequest.builder()
                    .messages(UserMessage.from("Tell me joke number " + i % QUESTIONS))
                    .build();
            length += model.chat(request).aiMessage().text().length();
        }
        long nanoseconds = (System.nanoTime() - begin) / hits;
        if (length == 0) {
            throw new IllegalStateException("No answers");
        }
        return nanoseconds;
    }
}
