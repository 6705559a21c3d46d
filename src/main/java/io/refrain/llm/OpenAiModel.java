package io.refrain.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.refrain.quarkus.ChatConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Any server that speaks the OpenAI API, by LangChain4j. Safe for use by several threads at once. */
final class OpenAiModel implements LanguageModel {
    private static final String PROVIDER = "openai";
    static final String BASE_URL = "https://api.openai.com/v1";
    private static final String MODEL = "gpt-4o-mini";

    /** A server without credentials still gets a header; OpenAI's own clients ask for a key, too. */
    private static final String NO_KEY = "none";

    private final ProviderFailures failures;
    private final ChatModel client;
    private final StreamingChatModel streams;

    OpenAiModel(ChatConfig config) {
        String baseUrl = config.baseUrl().orElse(BASE_URL).replaceFirst("/+$", "");
        String model = config.model().orElse(MODEL);
        // As it comes from a file, it may end with a line feed.
        String key = config.apiKey().map(String::strip).orElse("");
        Duration timeout = config.timeout();
        this.failures = new ProviderFailures(PROVIDER, baseUrl, model, timeout, key);
        var http = BoundedHttpClient.builder(baseUrl, timeout, config.maxAnswerSize(), new OpenAiWire(key));
        this.client = OpenAiChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(baseUrl)
                .apiKey(key.isEmpty() ? NO_KEY : key)
                .modelName(model)
                .returnThinking(true)
                // Those are made where the time limit is known.
                .maxRetries(0)
                .build();
        this.streams = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(baseUrl)
                .apiKey(key.isEmpty() ? NO_KEY : key)
                .modelName(model)
                .returnThinking(true)
                .build();
    }

    @Override
    public String provider() {
        return PROVIDER;
    }

    @Override
    public String baseUrl() {
        return failures.baseUrl();
    }

    @Override
    public String model() {
        return failures.model();
    }

    @Override
    public ChatResponse answer(ChatRequest question) {
        try {
            return whole(client.chat(question));
        } catch (RuntimeException e) {
            throw failures.of(question.modelName(), e);
        }
    }

    @Override
    public CompletableFuture<ChatResponse> stream(ChatRequest question, Consumer<String> parts) {
        return Streams.start(streams, question, parts, failures).thenApply(OpenAiModel::whole);
    }

    private static ChatResponse whole(ChatResponse answer) {
        if (!(answer.metadata() instanceof OpenAiChatResponseMetadata metadata)) {
            return answer;
        }
        List<String> bodies = metadata.rawServerSentEvents() == null
                        || metadata.rawServerSentEvents().isEmpty()
                ? List.of(metadata.rawHttpResponse().body())
                : metadata.rawServerSentEvents().stream()
                        .map(event -> event.data())
                        .toList();
        return AnswerExtras.read(bodies).addTo(answer);
    }
}
