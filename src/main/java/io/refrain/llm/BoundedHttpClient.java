package io.refrain.llm;

import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.DefaultServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEventParsingHandle;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's way to a provider, by the JDK's client. What comes in is counted against a bound and against the time, to the last byte; JSON is
 * UTF-8, whatever the provider says of it; and a refusal keeps what came along. Interrupting the caller ends the exchange. Safe for use by several
 * threads at once.
 */
final class BoundedHttpClient implements HttpClient {
    /** More than any message of an error. */
    private static final int LONGEST_ERROR = 64 * 1024;

    private final java.net.http.HttpClient client;
    private final Duration timeout;
    private final long bound;
    private final Wire wire;

    private BoundedHttpClient(java.net.http.HttpClient client, Duration timeout, long bound, Wire wire) {
        this.client = client;
        this.timeout = timeout;
        this.bound = bound;
        this.wire = wire;
    }

    /**
     * What LangChain4j's models take.
     *
     * @param baseUrl where the provider is
     * @param timeout how long one exchange may take
     * @param bound the most bytes of one answer
     */
    static HttpClientBuilder builder(String baseUrl, Duration timeout, long bound, Wire wire) {
        java.net.http.HttpClient.Builder http = java.net.http.HttpClient.newBuilder();
        if (!baseUrl.startsWith("https:")) {
            // Without TLS the JDK's client asks for an upgrade to HTTP/2, which some servers answer by leaving out the
            // body.
            http.version(java.net.http.HttpClient.Version.HTTP_1_1);
        }
        return new Builder(new BoundedHttpClient(http.connectTimeout(timeout).build(), timeout, bound, wire));
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(
                jdk(request),
                info -> isSuccess(info.statusCode()) ? BoundedBody.upTo(bound) : BoundedBody.cutAt(LONGEST_ERROR));
        HttpResponse<byte[]> response = await(sent);
        if (!isSuccess(response.statusCode())) {
            throw refusal(response);
        }
        String body;
        try {
            body = utf8(response.body());
        } catch (CharacterCodingException e) {
            throw new NoAnswer("sent something that is no answer: it is not UTF-8");
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(response.statusCode())
                .headers(withoutCharset(response.headers()))
                .body(wire.answer(body).getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /** LangChain4j would decode by it. */
    private static Map<String, List<String>> withoutCharset(HttpHeaders headers) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers.map());
        all.put("Content-Type", List.of("application/json"));
        return all;
    }

    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> sent) {
        try {
            return sent.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        } catch (java.util.concurrent.TimeoutException e) {
            sent.cancel(true);
            throw new TimeoutException(e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    /** Returns at once; the listener is called by the client's threads. The parser is not asked but for its kind: ours counts and checks what comes. */
    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        Exchange exchange = new Exchange();
        BodyHandler<byte[]> body = info -> {
            if (!isSuccess(info.statusCode())) {
                return BoundedBody.cutAt(LONGEST_ERROR);
            }
            listener.onOpen(SuccessfulHttpResponse.builder()
                    .statusCode(info.statusCode())
                    .headers(info.headers().map())
                    .body(new byte[0])
                    .build());
            return new EventBody(bound, !(parser instanceof DefaultServerSentEventParser), event -> {
                ServerSentEvent changed = new ServerSentEvent(event.event(), wire.event(event.data()));
                listener.onEvent(changed, new ServerSentEventContext(exchange));
            });
        };
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(jdk(request), body);
        exchange.sent = sent;
        CompletableFuture<@Nullable Void> alarm = new CompletableFuture<>();
        // The JDK's own time ends with the first byte.
        var unusedAlarm = alarm.completeOnTimeout(null, timeout.toNanos(), TimeUnit.NANOSECONDS)
                .thenRun(exchange::cancel);
        var unused = sent.whenComplete((response, failure) -> {
            alarm.cancel(false);
            if (failure != null) {
                listener.onError(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            } else if (!isSuccess(response.statusCode())) {
                listener.onError(refusal(response));
            } else {
                listener.onClose();
            }
        });
    }

    private java.net.http.HttpRequest jdk(HttpRequest request) {
        var jdk =
                java.net.http.HttpRequest.newBuilder(URI.create(request.url())).timeout(timeout);
        request.headers().forEach((name, values) -> values.forEach(value -> jdk.header(name, value)));
        return jdk.method(
                        request.method().name(),
                        request.body() == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(wire.question(request.body())))
                .build();
    }

    private static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    private static ProviderRefusal refusal(HttpResponse<byte[]> response) {
        return new ProviderRefusal(
                response.statusCode(),
                new String(response.body(), StandardCharsets.UTF_8),
                response.headers()
                        .firstValue("Retry-After")
                        .flatMap(BoundedHttpClient::duration)
                        .orElse(null));
    }

    /** Either form that RFC 9110, section 10.2.3, has: seconds or a date. */
    static Optional<Duration> duration(String retryAfter) {
        return RetryAfter.parse(retryAfter, Instant.now());
    }

    /** @throws CharacterCodingException when it is not UTF-8 */
    static String utf8(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** One that is streamed and may be given up. */
    private static final class Exchange implements ServerSentEventParsingHandle {
        private volatile @Nullable CompletableFuture<?> sent;
        private volatile boolean cancelled;

        @Override
        public void cancel() {
            cancelled = true;
            CompletableFuture<?> running = sent;
            if (running != null) {
                running.cancel(true);
            }
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }

    /** Always builds the same client; the times that LangChain4j's models set are those of refrain.chat.timeout. */
    private static final class Builder implements HttpClientBuilder {
        private final BoundedHttpClient client;

        Builder(BoundedHttpClient client) {
            this.client = client;
        }

        @Override
        public Duration connectTimeout() {
            return client.timeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration ignored) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return client.timeout;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration ignored) {
            return this;
        }

        @Override
        public HttpClient build() {
            return client;
        }
    }
}
