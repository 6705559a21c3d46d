package io.refrain.gateway;

import io.refrain.quarkus.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Who answers: one client for all calls, bounded in connections and in those that wait for one. Safe for use by several threads at once. */
final class Upstream {
    private static final String V1 = "/v1";

    private final HttpClient client;
    private final Optional<String> apiKey;
    private final Optional<String> messagesApiKey;
    private final long idleMillis;
    private final long waitMillis;
    private final @Nullable URI base;
    private final @Nullable URI messagesBase;

    /**
     * Connects to nobody yet.
     *
     * @param base where requests go; null when nobody answers
     * @param messagesBase the same for messages
     */
    Upstream(Vertx vertx, GatewayConfig config, @Nullable String base, @Nullable String messagesBase) {
        this.base = base == null ? null : URI.create(base.replaceFirst("/+$", ""));
        this.messagesBase = messagesBase == null ? null : URI.create(messagesBase.replaceFirst("/+$", ""));
        this.apiKey = config.apiKey();
        this.messagesApiKey = config.messagesApiKey()
                .or(() -> Objects.equals(this.base, this.messagesBase) ? config.apiKey() : Optional.empty());
        this.idleMillis = config.idleTimeout().toMillis();
        this.waitMillis = config.timeout().toMillis();
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int)
                        Math.min(Integer.MAX_VALUE, config.connectTimeout().toMillis()))
                // Whoever has a certificate has to have the name, too.
                .setVerifyHost(true)
                .setMaxHeaderSize(64 * 1024);
        config.trustedCertificates()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        this.client = vertx.createHttpClient(
                options,
                new PoolOptions().setHttp1MaxSize(config.maxConnections()).setMaxWaitQueueSize(config.maxQueued()));
    }

    /** Whether anybody answers. */
    boolean isThere() {
        return base != null;
    }

    /** Where a request goes, for its key and for people. */
    String of(HttpServerRequest request) {
        URI base = base(request);
        return base == null ? "" : base.toString();
    }

    private @Nullable URI base(HttpServerRequest request) {
        return isOfMessages(request) && messagesBase != null ? messagesBase : base;
    }

    private static boolean isOfMessages(HttpServerRequest request) {
        String path = request.path();
        String messages = Endpoint.MESSAGES.path();
        return path != null && (path.equals(messages) || path.startsWith(messages + "/"));
    }

    /**
     * Opens a request that is like another one, with its method, the rest of its path and its query, and no headers yet.
     *
     * @throws IllegalStateException when nobody answers
     */
    Future<HttpClientRequest> open(HttpServerRequest request) {
        URI base = base(request);
        if (base == null) {
            throw new IllegalStateException("There is no upstream");
        }
        boolean tls = "https".equalsIgnoreCase(base.getScheme());
        String before = base.getRawPath() == null ? "" : base.getRawPath();
        // Not what stands in the request's first line: that may have a host in it.
        String query = request.query();
        String path = Objects.requireNonNullElse(request.path(), V1).substring(V1.length());
        String target = before + escaped(path + (query == null ? "" : "?" + query));
        return client.request(new RequestOptions()
                .setMethod(request.method())
                .setSsl(tls)
                .setHost(base.getHost())
                .setPort(base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80)
                .setURI(target)
                // With the time in which a connection becomes free.
                .setConnectTimeout(waitMillis)
                .setIdleTimeout(idleMillis));
    }

    /** Whether a status says that the upstream cannot answer, whatever it is asked. */
    static boolean isFailure(int status) {
        return status >= 500 || status == 402 || status == 429;
    }

    /** What is no ASCII has to be escaped, byte by byte, and each character here is one; the client would write two. */
    private static String escaped(String target) {
        StringBuilder escaped = new StringBuilder(target.length());
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c < 128) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        return escaped.toString();
    }

    /** Puts our credential in the place of the caller's, when there is one. */
    void authorize(HttpServerRequest from, HttpClientRequest to) {
        boolean messages = isOfMessages(from);
        (messages ? messagesApiKey : apiKey).ifPresent(key -> {
            Headers.CREDENTIALS.forEach(to.headers()::remove);
            if (messages) {
                to.putHeader("x-api-key", key);
            } else {
                to.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key);
            }
        });
    }

    /** What a failed call is to the caller. */
    ApiError failure(HttpServerRequest request, Throwable e) {
        if (e instanceof ApiError error) {
            return error;
        }
        if (e instanceof ConnectionPoolTooBusyException) {
            return ApiError.busy();
        }
        if (e instanceof TimeoutException) {
            return ApiError.timeout(of(request));
        }
        String why = e instanceof ConnectException
                ? "it cannot be reached"
                : e instanceof UnknownHostException
                        ? "its host is not known"
                        : e instanceof SSLException
                                ? "its certificate is refused; refrain.gateway.trusted-certificates says which are trusted"
                                : "the connection broke off";
        return ApiError.unreachable(of(request), why);
    }

    void close() {
        var unused = client.close();
    }

    /** In words for the log. */
    @Override
    public String toString() {
        return base == null ? "the demo" : base + (messagesBase == null ? "" : ", messages to " + messagesBase);
    }
}
