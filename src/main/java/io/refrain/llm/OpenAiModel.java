package io.refrain.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import io.refrain.llm.ModelFailure.Kind;
import io.refrain.quarkus.ChatConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;

/** Any server that speaks the OpenAI API, by LangChain4j. Safe for use by several threads at once. */
final class OpenAiModel implements LanguageModel {
    private static final String PROVIDER = "openai";
    private static final String BASE_URL = "https://api.openai.com/v1";
    private static final String MODEL = "gpt-4o-mini";

    /** A server without credentials still gets a header; OpenAI's own clients ask for a key, too. */
    private static final String NO_KEY = "none";

    private final String baseUrl;
    private final String model;
    private final Duration timeout;
    private final ChatModel client;

    OpenAiModel(ChatConfig config) {
        this.baseUrl = config.baseUrl().orElse(BASE_URL).replaceFirst("/+$", "");
        this.model = config.model().orElse(MODEL);
        this.timeout = config.timeout();
        HttpClient.Builder http = HttpClient.newBuilder();
        if (!baseUrl.startsWith("https:")) {
            // Without TLS the JDK's client asks for an upgrade to HTTP/2, which some servers answer by leaving out the
            // body.
            http.version(HttpClient.Version.HTTP_1_1);
        }
        this.client = OpenAiChatModel.builder()
                .httpClientBuilder(JdkHttpClient.builder().httpClientBuilder(http))
                .baseUrl(baseUrl)
                // As it comes from a file, it may end with a line feed.
                .apiKey(config.apiKey().map(String::strip).orElse(NO_KEY))
                .modelName(model)
                .timeout(timeout)
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
        Deadline deadline = Deadline.in(timeout);
        ChatResponse answer;
        try {
            answer = client.chat(question);
        } catch (RuntimeException e) {
            throw deadline.end() ? timedOut() : failure(question, e);
        }
        // An answer that came at the last moment is an answer.
        deadline.end();
        return answer;
    }

    /** Goes by what LangChain4j's exceptions were made from; what the provider says may repeat the credential, so none of it is told. */
    private ModelFailure failure(ChatRequest question, RuntimeException e) {
        if (e instanceof ContentFilteredException) {
            return failure(Kind.FAILED, "declined to answer this question");
        }
        Throwable cause = root(e);
        if (cause instanceof HttpException http) {
            return failure(question, http.statusCode());
        }
        if (cause instanceof HttpTimeoutException) {
            return timedOut();
        }
        if (cause instanceof ConnectException || cause instanceof UnresolvedAddressException) {
            return failure(Kind.FAILED, "cannot be reached at refrain.chat.base-url, which is " + baseUrl);
        }
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return failure(Kind.FAILED, "was not waited for, since the service stops");
        }
        if (cause instanceof IOException && !(cause instanceof JsonProcessingException)) {
            return failure(
                    Kind.FAILED, "broke the connection (" + cause.getClass().getSimpleName() + ")");
        }
        return failure(Kind.FAILED, "sent something that is no answer");
    }

    private static ModelFailure failure(ChatRequest question, int status) {
        return switch (status) {
            case 401, 403 ->
                failure(
                        Kind.REFUSED,
                        "refuses the credential; set refrain.chat.api-key or OPENAI_API_KEY to one that it takes");
            case 404 ->
                failure(
                        Kind.FAILED,
                        "does not know the model '" + question.modelName()
                                + "'; set refrain.chat.model or name another, or correct refrain.chat.base-url");
            case 408, 504 -> failure(Kind.TIMED_OUT, "gave up waiting for the model (status " + status + ")");
            case 429 ->
                failure(
                        Kind.REFUSED,
                        "refuses more questions for now: its rate or its quota is used up; ask again later");
            case 503, 529 ->
                failure(Kind.REFUSED, "takes no questions for now (status " + status + "); ask again later");
            default ->
                failure(
                        Kind.FAILED,
                        status >= 400 && status < 500
                                ? "takes the question for invalid (status " + status + ")"
                                : "failed with status " + status);
        };
    }

    private ModelFailure timedOut() {
        return failure(Kind.TIMED_OUT, "gave no answer within refrain.chat.timeout, which is " + timeout);
    }

    private static ModelFailure failure(Kind kind, String what) {
        return new ModelFailure(kind, PROVIDER, "The provider '" + PROVIDER + "' " + what + ".");
    }

    /** What LangChain4j and its client wrapped: not further down, where a refused connection is a closed channel. */
    private static Throwable root(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof HttpException) && !(cause instanceof IOException)) {
            cause = cause.getCause();
        }
        return cause;
    }
}
