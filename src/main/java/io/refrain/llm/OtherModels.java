package io.refrain.llm;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import io.refrain.quarkus.ChatConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The providers that have an API of their own, by LangChain4j. */
final class OtherModels {
    static final String ANTHROPIC_BASE_URL = "https://api.anthropic.com/v1";

    private static final String NO_KEY = "none";

    private OtherModels() {}

    /** Anthropic's Messages API. */
    static LanguageModel anthropic(ChatConfig config) {
        Settings settings = Settings.of("anthropic", config, ANTHROPIC_BASE_URL, "claude-3-5-haiku-latest");
        return new LangChainModel(
                settings.failures,
                AnthropicChatModel.builder()
                        .httpClientBuilder(settings.http)
                        .baseUrl(settings.baseUrl)
                        .apiKey(settings.key())
                        .modelName(settings.model)
                        .returnThinking(true)
                        .maxRetries(0)
                        .build(),
                AnthropicStreamingChatModel.builder()
                        .httpClientBuilder(settings.http)
                        .baseUrl(settings.baseUrl)
                        .apiKey(settings.key())
                        .modelName(settings.model)
                        .returnThinking(true)
                        .build());
    }

    /** Google's Gemini API. */
    static LanguageModel gemini(ChatConfig config) {
        Settings settings =
                Settings.of("gemini", config, "https://generativelanguage.googleapis.com/v1beta", "gemini-2.5-flash");
        return new LangChainModel(
                settings.failures,
                GoogleAiGeminiChatModel.builder()
                        .httpClientBuilder(settings.http)
                        .baseUrl(settings.baseUrl)
                        .apiKey(settings.key())
                        .modelName(settings.model)
                        .returnThinking(true)
                        .maxRetries(0)
                        .build(),
                GoogleAiGeminiStreamingChatModel.builder()
                        .httpClientBuilder(settings.http)
                        .baseUrl(settings.baseUrl)
                        .apiKey(settings.key())
                        .modelName(settings.model)
                        .returnThinking(true)
                        .build());
    }

    /** Ollama's own API, which needs no credential. */
    static LanguageModel ollama(ChatConfig config) {
        Settings settings = Settings.of("ollama", config, "http://localhost:11434", "llama3.2");
        return new LangChainModel(
                settings.failures,
                OllamaChatModel.builder()
                        .httpClientBuilder(settings.http)
                        .baseUrl(settings.baseUrl)
                        .modelName(settings.model)
                        .returnThinking(true)
                        .maxRetries(0)
                        .build(),
                OllamaStreamingChatModel.builder()
                        .httpClientBuilder(settings.http)
                        .baseUrl(settings.baseUrl)
                        .modelName(settings.model)
                        .returnThinking(true)
                        .build());
    }

    /** What all of them need. */
    private record Settings(
            String baseUrl, String model, String secret, ProviderFailures failures, HttpClientBuilder http) {
        static Settings of(String provider, ChatConfig config, String defaultUrl, String defaultModel) {
            String baseUrl = notOpenAis(config.baseUrl(), System.getenv("OPENAI_BASE_URL"))
                    .orElse(defaultUrl)
                    .replaceFirst("/+$", "");
            String model = config.model().orElse(defaultModel);
            String secret = notOpenAis(config.apiKey().map(String::strip), System.getenv("OPENAI_API_KEY"))
                    .orElse("");
            return new Settings(
                    baseUrl,
                    model,
                    secret,
                    new ProviderFailures(provider, baseUrl, model, config.timeout(), secret),
                    BoundedHttpClient.builder(baseUrl, config.timeout(), config.maxAnswerSize(), Wire.UNCHANGED));
        }

        /** What is there for OpenAI's clients is never sent to another provider. */
        private static Optional<String> notOpenAis(Optional<String> value, @Nullable String openAis) {
            return value.filter(each -> openAis == null || !each.equals(openAis.strip()));
        }

        String key() {
            return secret.isEmpty() ? NO_KEY : secret;
        }
    }
}
