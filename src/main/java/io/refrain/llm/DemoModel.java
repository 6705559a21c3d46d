package io.refrain.llm;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.refrain.llm.ModelFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Answers without any language model: tells a joke when asked for one, otherwise says what it is and what it was asked. Takes its time, so
 * that the effect of the cache can be seen, and tells about how many tokens a language model would count: for the true number it would need the tables
 * of a tokenizer, which take longer to load, and more room, than all the rest of the service. Safe for use by several threads at once.
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

    /** What is mostly one token: a word, or a part of a long one, a number, or what is between them. */
    private static final Pattern TOKEN = Pattern.compile("\\p{L}{1,8}|\\p{N}{1,3}|[^\\s\\p{L}\\p{N}]{1,4}");

    /** What OpenAI's models count for each message besides its text, and once for the answer. */
    private static final int TOKENS_OF_A_MESSAGE = 4;

    private static final int TOKENS_OF_A_CONVERSATION = 3;

    private final Duration delay;

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
        takeTimeUntil(end);
        return answerNow(question);
    }

    private static ChatResponse answerNow(ChatRequest question) {
        String asked = lastUserText(question.messages());
        String text = asked.toLowerCase(Locale.ROOT).contains("joke")
                ? JOKES.get(ThreadLocalRandom.current().nextInt(JOKES.size()))
                : "I am Refrain's built-in demo, not a language model, and can only tell jokes. You asked: " + asked;
        return ChatResponse.builder()
                .id("demo-" + UUID.randomUUID())
                .modelName(NAME)
                .aiMessage(AiMessage.from(text))
                .tokenUsage(new TokenUsage(tokens(question.messages()), tokens(text)))
                .finishReason(FinishReason.STOP)
                .build();
    }

    @Override
    public CompletableFuture<ChatResponse> stream(ChatRequest question, Consumer<String> parts) {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(() -> {
            try {
                ChatResponse answer = answerNow(question);
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

    private static void takeTimeUntil(long end) {
        try {
            TimeUnit.NANOSECONDS.sleep(Math.max(0, end - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelFailure(Kind.FAILED, NAME, "The provider 'demo' was interrupted.");
        }
    }

    private static int tokens(List<ChatMessage> messages) {
        int tokens = TOKENS_OF_A_CONVERSATION;
        for (ChatMessage message : messages) {
            tokens += TOKENS_OF_A_MESSAGE;
            if (message instanceof SystemMessage system) {
                tokens += tokens(system.text());
            } else if (message instanceof UserMessage user) {
                tokens += tokens(text(user));
            } else if (message instanceof AiMessage said && said.text() != null) {
                tokens += tokens(said.text());
            }
        }
        return tokens;
    }

    private static int tokens(String text) {
        return (int) TOKEN.matcher(text).results().count();
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
