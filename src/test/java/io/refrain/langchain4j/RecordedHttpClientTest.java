package io.refrain.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.refrain.answers.TestedCaches;
import io.refrain.cassette.CassetteException;
import io.refrain.cassette.StrictJson;
import io.refrain.langchain.LangChainImport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model of LangChain4j is not asked for, since it is recorded. */
class RecordedHttpClientTest {
    private static final Path LANGCHAIN = Path.of("src/test/resources/langchain");
    private static final Path FORMS = Path.of("src/test/resources/answers-forms.jsonl");

    private final TestedCaches caches = new TestedCaches();
    private final Unasked others = new Unasked();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        caches.close();
    }

    private ChatModel model(Path cassette, String name) {
        return OpenAiChatModel.builder()
                .baseUrl("http://localhost:1/v1")
                .apiKey("none")
                .modelName(name)
                .maxRetries(0)
                .httpClientBuilder(RecordedHttpClient.builder(cassette, others))
                .build();
    }

    @Test
    void chat_ofWhatLangChainHasStored_isAnsweredFromItsFile() throws IOException {
        Path cassette = directory.resolve("langchain.jsonl");
        LangChainImport.run(
                LANGCHAIN.resolve("cache.sqlite"),
                cassette,
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        ChatModel caching = new CachingChatModel(model(cassette, "gpt-4o-mini"), caches.cache());
        int served = 0;
        for (String line : Files.readAllLines(LANGCHAIN.resolve("asked.jsonl"))) {
            JsonNode each = StrictJson.read(line);
            ChatRequest request = request(each.path("body"));
            if (request != null) {
                ChatResponse answer = caching.chat(request);
                String content = each.path("message").path("content").textValue();
                assertEquals(content == null ? "weather" : content, said(answer), line);
                assertEquals(answer.aiMessage(), caching.chat(request).aiMessage());
                served++;
            }
        }
        assertEquals(0, others.calls.get());
        assertTrue(served >= 100, "served " + served);
    }

    private static String said(ChatResponse answer) {
        return answer.aiMessage().hasToolExecutionRequests()
                ? answer.aiMessage().toolExecutionRequests().get(0).name()
                : answer.aiMessage().text();
    }

    /** The same question to LangChain4j; null for what it asks in other words: images, names, answers with calls, parameters as JSON. */
    private static @Nullable ChatRequest request(JsonNode body) {
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode each : body.path("messages")) {
            String text = each.path("content").textValue();
            if (text == null || text.isBlank() || each.has("name") || each.has("tool_calls")) {
                return null;
            }
            switch (each.path("role").textValue()) {
                case "system" -> messages.add(SystemMessage.from(text));
                case "user" -> messages.add(UserMessage.from(text));
                case "assistant" -> messages.add(AiMessage.from(text));
                default -> {
                    return null;
                }
            }
        }
        if (body.has("response_format") || body.has("tools")) {
            return null;
        }
        OpenAiChatRequestParameters.Builder parameters = OpenAiChatRequestParameters.builder()
                .modelName(body.path("model").textValue())
                .reasoningEffort(body.path("reasoning_effort").textValue());
        if (body.has("temperature")) {
            parameters.temperature(body.path("temperature").doubleValue());
        }
        if (body.has("top_p")) {
            parameters.topP(body.path("top_p").doubleValue());
        }
        if (body.has("seed")) {
            parameters.seed(body.path("seed").intValue());
        }
        if (body.has("max_completion_tokens")) {
            parameters.maxCompletionTokens(body.path("max_completion_tokens").intValue());
        }
        if (body.has("stop")) {
            parameters.stopSequences(
                    body.path("stop").valueStream().map(JsonNode::textValue).toList());
        }
        if (body.has("prediction")) {
            parameters.customParameters(Map.of("prediction", Map.of("type", "content", "content", "x")));
        }
        return ChatRequest.builder()
                .messages(messages)
                .parameters(parameters.build())
                .build();
    }

    @Test
    void chat_ofWhatIsRecordedAsAStream_isAnsweredWhole() {
        assertEquals("one two", model(FORMS, "m").chat("recorded as a stream"));
        assertEquals(0, others.calls.get());
    }

    @Test
    void stream_ofWhatIsRecordedWhole_isAnsweredAsAStream() throws Exception {
        OpenAiStreamingChatModel model = OpenAiStreamingChatModel.builder()
                .baseUrl("http://localhost:1/v1")
                .apiKey("none")
                .modelName("m")
                .httpClientBuilder(RecordedHttpClient.builder(FORMS, others))
                .build();
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        List<String> parts = new ArrayList<>();
        model.chat("recorded whole", new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String part) {
                parts.add(part);
            }

            @Override
            public void onCompleteResponse(ChatResponse answer) {
                end.complete(answer);
            }

            @Override
            public void onError(Throwable failure) {
                end.completeExceptionally(failure);
            }
        });
        assertEquals("three four", end.get().aiMessage().text());
        assertEquals(7, end.get().tokenUsage().totalTokenCount());
        assertEquals("three four", String.join("", parts));
        assertEquals(0, others.calls.get());
    }

    @Test
    void chat_ofWhatIsNotRecorded_orNotToItsEnd_isAsked() {
        ChatModel model = model(FORMS, "m");
        assertThrows(IllegalStateException.class, () -> model.chat("not recorded"));
        assertThrows(IllegalStateException.class, () -> model.chat("broken off"));
        assertEquals(2, others.calls.get());
    }

    @Test
    void builder_ofACassetteThatIsNotThere_orIsBroken_saysWhichAndWhere() throws IOException {
        Path file = directory.resolve("answers.jsonl");
        String message = String.valueOf(assertThrows(CassetteException.class, () -> RecordedHttpClient.builder(file))
                .getMessage());
        assertTrue(message.contains("answers.jsonl"), message);
        Files.writeString(file, Files.readString(FORMS) + "{\"version\":2}\n");
        message = String.valueOf(assertThrows(CassetteException.class, () -> RecordedHttpClient.builder(file))
                .getMessage());
        assertTrue(message.contains("answers.jsonl, line 4"), message);
    }

    /** A client that counts who gets as far as it. */
    private static final class Unasked implements HttpClientBuilder, HttpClient {
        final AtomicInteger calls = new AtomicInteger();
        private Duration timeout = Duration.ofSeconds(1);

        @Override
        public Duration connectTimeout() {
            return timeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration duration) {
            timeout = duration;
            return this;
        }

        @Override
        public Duration readTimeout() {
            return timeout;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration duration) {
            timeout = duration;
            return this;
        }

        @Override
        public HttpClient build() {
            return this;
        }

        @Override
        public SuccessfulHttpResponse execute(HttpRequest request) {
            calls.incrementAndGet();
            throw new IllegalStateException("asked: " + request.body());
        }

        @Override
        public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
            calls.incrementAndGet();
            listener.onError(new IllegalStateException("asked: " + request.body()));
        }
    }
}
