package io.refrain.quarkus;

import io.refrain.cassette.QuestionBody;
import io.refrain.jcache.internal.config.Key;
import io.refrain.jcache.internal.config.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;

/** The configuration keys of the gateway. */
final class GatewayKeys {
    static final Key<String> UPSTREAM = depending(
            "upstream",
            ValueType.baseUrl(),
            "that of the provider `openai`, when one is configured; otherwise the demo answers",
            "where requests to `/v1` go, up to and including the version");

    static final Key<String> MESSAGES_UPSTREAM = depending(
            "messages-upstream",
            ValueType.baseUrl(),
            "`refrain.gateway.upstream`; that of the provider `anthropic` when that is not set",
            "the same for `/v1/messages`");

    static final Key<String> API_KEY = depending(
            "api-key",
            ServiceKeys.CREDENTIAL,
            "the caller's is passed on",
            "the credential that is sent to `refrain.gateway.upstream` in the place of the caller's");

    static final Key<String> MESSAGES_API_KEY = depending(
            "messages-api-key",
            ServiceKeys.CREDENTIAL,
            "`refrain.gateway.api-key` where the upstream is the same, otherwise the caller's is passed on",
            "the same for `/v1/messages`");

    static final Key<GatewayConfig.Sharing> SCOPE = key(
            "scope",
            ValueType.choice(GatewayConfig.Sharing.class),
            "credential",
            "whose answers a caller gets: those of its own credential, or everybody's");

    static final Key<List<String>> IGNORED_FIELDS = key(
            "ignored-fields",
            ValueType.list(
                    "list of names",
                    "names of fields with commas between them",
                    text -> text.matches("[A-Za-z0-9_-]+")),
            QuestionBody.LABELS,
            "fields of a body that make no other question of it, besides `stream` and `stream_options`");

    static final Key<Duration> TIMEOUT = key(
            "timeout",
            ValueType.duration(ServiceKeys.LEAST, ServiceKeys.DAY),
            "10m",
            "how long one answer may take, to its last byte");

    static final Key<Duration> CONNECT_TIMEOUT = key(
            "connect-timeout",
            ValueType.duration(ServiceKeys.LEAST, ServiceKeys.DAY),
            "10s",
            "how long a connection to the upstream may take");

    static final Key<Duration> IDLE_TIMEOUT = key(
            "idle-timeout",
            ValueType.duration(Duration.ofSeconds(1), ServiceKeys.DAY),
            "5m",
            "how long the upstream may send nothing in the middle of an answer");

    static final Key<Integer> MAX_CONNECTIONS = key(
            "max-connections",
            ValueType.count(1, 100_000),
            "1024",
            "the most connections to an upstream, which is the most calls at the same time");

    static final Key<Integer> MAX_QUEUED = key(
            "max-queued",
            ValueType.count(0, 1_000_000),
            "1024",
            "the most calls that wait for a connection; beyond it 503 with `Retry-After`");

    static final Key<Integer> WORKERS = key(
            "workers",
            ValueType.count(1, 10_000),
            "4",
            "how many threads look into the file at a time, and how many put answers together and store them; what else there is to do waits, rather than those who"
                    + " pass on what comes");

    static final Key<Long> MAX_BODY_SIZE = key(
            "max-body-size",
            ValueType.bytes(1, 1L << 30),
            "32M",
            "the longest body of a request that is answered once");

    static final Key<Long> MAX_ANSWER_SIZE = key(
            "max-answer-size",
            ValueType.bytes(1, 1L << 30),
            "16M",
            "the longest answer that is stored or shared with those who join; longer ones are passed on");

    static final Key<Long> MAX_READER_LAG = key(
            "max-reader-lag",
            ValueType.bytes(1, 1L << 30),
            "1M",
            "how far an answer may be ahead of those who read it: when it is of all of them, the upstream waits; of one that is longer than `max-answer-size`, who"
                    + " is farther behind while others are not is let go");

    static final Key<Duration> READER_TIMEOUT = key(
            "reader-timeout",
            ValueType.duration(ServiceKeys.LEAST, ServiceKeys.DAY),
            "1m",
            "how long a reader may take nothing of what is there for it; then it is let go, and the others go on");

    static final Key<Duration> STALE_IF_ERROR = key(
            "stale-if-error",
            ValueType.duration(Duration.ZERO, Duration.ofDays(3650)),
            "0s",
            "how long an answer that has expired after `expire-after-write` is kept, for questions that take it when the upstream fails");

    static final Key<String> TRUSTED_CERTIFICATES = depending(
            "trusted-certificates",
            ValueType.text("file", "a file of certificates in PEM that can be read", GatewayKeys::hasCertificates),
            "the authorities that Java trusts",
            "the certificates, of authorities or of the upstream itself, that are trusted in their place");

    static final Key<Boolean> FINISH_ABANDONED = key(
            "finish-abandoned",
            ValueType.flag(),
            "true",
            "whether an answer that nobody waits for any more is taken to its end and stored, since it is paid for");

    static final Key<Duration> REPLAY_PACE = key(
            "replay-pace",
            ValueType.duration(Duration.ZERO, Duration.ofMinutes(1)),
            "0s",
            "how long to wait between the events of a stored answer; `0s`: all at once");

    static final List<Key<?>> ALL = List.of(
            UPSTREAM,
            MESSAGES_UPSTREAM,
            API_KEY,
            MESSAGES_API_KEY,
            SCOPE,
            IGNORED_FIELDS,
            TIMEOUT,
            CONNECT_TIMEOUT,
            IDLE_TIMEOUT,
            MAX_CONNECTIONS,
            MAX_QUEUED,
            WORKERS,
            MAX_BODY_SIZE,
            MAX_ANSWER_SIZE,
            MAX_READER_LAG,
            READER_TIMEOUT,
            FINISH_ABANDONED,
            REPLAY_PACE,
            STALE_IF_ERROR,
            TRUSTED_CERTIFICATES);

    private GatewayKeys() {}

    private static boolean hasCertificates(String file) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .isEmpty();
        } catch (IOException | CertificateException | InvalidPathException e) {
            return false;
        }
    }

    private static <T> Key<T> key(String name, ValueType<T> type, String unset, String meaning) {
        return ServiceKeys.key("gateway." + name, type, unset, meaning);
    }

    private static <T> Key<T> depending(String name, ValueType<T> type, String unset, String meaning) {
        return ServiceKeys.depending("gateway." + name, type, unset, meaning);
    }
}
