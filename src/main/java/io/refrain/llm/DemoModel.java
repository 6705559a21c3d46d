package io.refrain.llm;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiTokenCountEstimator;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.refrain.llm.ModelFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers without any language model: tells a joke when asked for one, otherwise says what it is and what it was asked. Takes its time, so
 * that the effect of the cache can be seen, and counts the tokens of its own text as OpenAI's models would. Safe for use by several threads at
 * once.
 */
final class DemoModel implements LanguageModel {
    private static final String NAME = "demo";

    private static final List<String> JOKES = List.of(
            "There are two hard things in computer science: cache invalidation, naming things, and off-by-one errors.",
            "Why did the cache break up with the database? It was tired of being asked the same question over and over.",
            "A SQL query walks into a bar, goes up to two tables and asks: may I join you?",
            "I would tell you a joke about UDP, but you might not get it.",
            "Why do Java developers wear glasses? Because they do not C#.",
            "My cache has an excellent memory. Ask it what it had for breakfast: it says what it had yesterday.");

    private final Duration delay;
    private @Nullable OpenAiTokenCountEstimator tokens;

    DemoModel(Duration delay) {
        this.delay = delay;
    }

    @Override
    public String provider() {
        return NAME;
    }

    @Override
    public String baseUrl() {
        return "";
    }

    @Override
    public String model() {
        return NAME;
    }

    @Override
    public ChatResponse answer(ChatRequest question) {
        long end = System.nanoTime() + delay.toNanos();
        OpenAiTokenCountEstimator counting = tokens();
        takeTimeUntil(end);
        return answerNow(question, counting);
    }

    private static ChatResponse answerNow(ChatRequest question, OpenAiTokenCountEstimator counting) {
        String asked = lastUserText(question.messages());
        String text = asked.toLowerCase(Locale.ROOT).contains("joke")
                ? JOKES.get(ThreadLocalRandom.current().nextInt(JOKES.size()))
                : "I am Refrain's built-in demo, not a language model, and can only tell jokes. You asked: " + asked;
        return ChatResponse.builder()
                .id("demo-" + UUID.randomUUID())
                .modelName(NAME)
                .aiMessage(AiMessage.from(text))
                .tokenUsage(new TokenUsage(
                        counting.estimateTokenCountInMessages(texts(question.messages())),
                        counting.estimateTokenCountInText(text)))
                .finishReason(FinishReason.STOP)
                .build();
    }

    @Override
    public CompletableFuture<ChatResponse> stream(ChatRequest question, Consumer<String> parts) {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(() -> {
            try {
                ChatResponse answer = answerNow(question, tokens());
                for (String word : answer.aiMessage().text().split("(?<= )")) {
                    parts.accept(word);
                }
                whole.complete(answer);
            } catch (RuntimeException e) {
                whole.completeExceptionally(e);
            }
        });
        return whole;
    }

    /** Not made at the start: its tables take long to load, and as a static field they would be most of a native executable. */
    private synchronized OpenAiTokenCountEstimator tokens() {
        if (tokens == null) {
            tokens = new OpenAiTokenCountEstimator("gpt-4o");
        }
        return tokens;
    }

    private static void takeTimeUntil(long end) {
        try {
            TimeUnit.NANOSECONDS.sleep(Math.max(0, end - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelFailure(Kind.FAILED, NAME, "The provider 'demo' was interrupted.");
        }
    }

    /** What is left of a conversation for somebody who reads nothing but text: the counter fails at anything else. */
    private static List<ChatMessage> texts(List<ChatMessage> messages) {
        List<ChatMessage> texts = new ArrayList<>();
        for (ChatMessage message : messages) {
            if (message instanceof SystemMessage) {
                texts.add(message);
            } else if (message instanceof UserMessage user) {
                texts.add(UserMessage.builder()
                        .name(user.name())
                        .contents(List.of(TextContent.from(text(user))))
                        .build());
            } else if (message instanceof AiMessage said && said.text() != null) {
                texts.add(AiMessage.from(said.text()));
            }
        }
        return texts;
    }

    /** Never blank, which no text may be. */
    private static String text(UserMessage user) {
        String text = user.contents().stream()
                .filter(TextContent.class::isInstance)
                .map(content -> ((TextContent) content).text())
                .collect(Collectors.joining("\n"));
        return text.isEmpty() ? "(a picture)" : text;
    }

    private static String lastUserText(List<ChatMessage> messages) {
        String last = "";
        for (ChatMessage message : messages) {
            if (message instanceof UserMessage user) {
                last = text(user);
            } else if (last.isEmpty() && message instanceof SystemMessage system) {
                last = system.text();
            }
        }
        return last;
    }
}
