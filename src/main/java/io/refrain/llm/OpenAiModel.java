package io.refrain.llm;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import io.refrain.llm.ModelFailure.Kind;
import io.refrain.quarkus.ChatConfig;

/** Any server that speaks the OpenAI API, by LangChain4j. Safe for use by several threads at once. */
final class OpenAiModel implements LanguageModel {
    private static final String PROVIDER = "openai";
    private static final String BASE_URL = "https://api.openai.com/v1";
    private static final String MODEL = "gpt-4o-mini";

    /** A server without credentials still gets a header; OpenAI's own clients ask for a key, too. */
    private static final String NO_KEY = "none";

    private final String baseUrl;
    private final String model;
    private final ChatConfig config;
    private final ChatModel client;

    OpenAiModel(ChatConfig config) {
        this.config = config;
        this.baseUrl = config.baseUrl().map(Object::toString).orElse(BASE_URL).replaceFirst("/+$", "");
        this.model = config.model().orElse(MODEL);
        this.client = OpenAiChatModel.builder()
                .httpClientBuilder(JdkHttpClient.builder())
                .baseUrl(baseUrl)
                .apiKey(config.apiKey().orElse(NO_KEY))
                .modelName(model)
                .timeout(config.timeout())
                // Whoever asked decides whether to ask again: a retry here would only make them wait.
                .maxRetries(0)
                .build();
    }

    @Override
    public String provider() {
        return PROVIDER;
    }

    @Override
    public String baseUrl() {
        return baseUrl;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public ChatResponse answer(ChatRequest question) {
        try {
            return client.chat(question);
        } catch (AuthenticationException e) {
            throw failure(
                    Kind.REFUSED,
                    "refuses the credential; set refrain.chat.api-key or OPENAI_API_KEY to one that it takes",
                    e);
        } catch (RateLimitException e) {
            throw failure(
                    Kind.REFUSED,
                    "refuses more questions for now: its rate or its quota is used up; ask again later",
                    e);
        } catch (TimeoutException e) {
            throw failure(
                    Kind.TIMED_OUT, "gave no answer within refrain.chat.timeout, which is " + config.timeout(), e);
        } catch (ModelNotFoundException e) {
            throw failure(
                    Kind.FAILED,
                    "does not know the model '" + question.modelName() + "'; set refrain.chat.model or name another",
                    e);
        } catch (InvalidRequestException e) {
            throw failure(Kind.FAILED, "takes the question for invalid" + status(e), e);
        } catch (LangChain4jException e) {
            throw failure(Kind.FAILED, "failed" + status(e), e);
        } catch (RuntimeException e) {
            throw failure(Kind.FAILED, "sent something that is no answer", e);
        }
    }

    private ModelFailure failure(Kind kind, String what, RuntimeException cause) {
        return new ModelFailure(kind, PROVIDER, "The provider '" + PROVIDER + "' " + what + ".", cause);
    }

    /** What the provider says may repeat the credential, so only its number is told. */
    private static String status(LangChain4jException e) {
        return e.getCause() instanceof HttpException http ? " with status " + http.statusCode() : "";
    }
}
