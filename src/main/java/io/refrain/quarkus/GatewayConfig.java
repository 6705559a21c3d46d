package io.refrain.quarkus;

import io.refrain.jcache.internal.config.KeyReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration keys {@code refrain.gateway.*} say. Immutable.
 *
 * @param upstream where requests go, without a slash at its end; empty for the default
 * @param messagesUpstream the same for Anthropic's API
 * @param apiKey the credential in the place of the caller's; never logged
 * @param messagesApiKey the same for Anthropic's API
 * @param scope whose answers a caller gets
 * @param ignoredFields fields that make no other question
 * @param timeout how long one answer may take
 * @param connectTimeout how long a connection may take
 * @param idleTimeout how long the upstream may send nothing
 * @param maxConnections the most connections to an upstream
 * @param maxQueued the most calls that wait for one
 * @param workers how many threads look into the file at a time, and how many store
 * @param maxBodySize the longest body of a request, in bytes
 * @param maxAnswerSize the longest answer that is stored, in bytes
 * @param maxReaderLag how far an answer may be ahead of its readers, in bytes
 * @param readerTimeout how long a reader may take nothing
 * @param finishAbandoned whether an answer without readers is taken to its end
 * @param replayPace how long to wait between stored events
 * @param staleIfError how long an answer that has expired is kept for questions that take it when the upstream fails
 * @param trustedCertificates a file of what the upstream's certificate is trusted by; empty for what Java trusts
 */
public record GatewayConfig(
        Optional<String> upstream,
        Optional<String> messagesUpstream,
        Optional<String> apiKey,
        Optional<String> messagesApiKey,
        Sharing scope,
        List<String> ignoredFields,
        Duration timeout,
        Duration connectTimeout,
        Duration idleTimeout,
        int maxConnections,
        int maxQueued,
        int workers,
        int maxBodySize,
        long maxAnswerSize,
        long maxReaderLag,
        Duration readerTimeout,
        boolean finishAbandoned,
        Duration replayPace,
        Duration staleIfError,
        Optional<String> trustedCertificates) {

    /** @param keys notes what cannot be used */
    static GatewayConfig of(KeyReader keys) {
        return new GatewayConfig(
                keys.read(GatewayKeys.UPSTREAM),
                keys.read(GatewayKeys.MESSAGES_UPSTREAM),
                keys.read(GatewayKeys.API_KEY),
                keys.read(GatewayKeys.MESSAGES_API_KEY),
                keys.get(GatewayKeys.SCOPE),
                keys.get(GatewayKeys.IGNORED_FIELDS),
                keys.get(GatewayKeys.TIMEOUT),
                keys.get(GatewayKeys.CONNECT_TIMEOUT),
                keys.get(GatewayKeys.IDLE_TIMEOUT),
                keys.get(GatewayKeys.MAX_CONNECTIONS),
                keys.get(GatewayKeys.MAX_QUEUED),
                keys.get(GatewayKeys.WORKERS),
                Math.toIntExact(keys.get(GatewayKeys.MAX_BODY_SIZE)),
                keys.get(GatewayKeys.MAX_ANSWER_SIZE),
                keys.get(GatewayKeys.MAX_READER_LAG),
                keys.get(GatewayKeys.READER_TIMEOUT),
                keys.get(GatewayKeys.FINISH_ABANDONED),
                keys.get(GatewayKeys.REPLAY_PACE),
                keys.get(GatewayKeys.STALE_IF_ERROR),
                keys.read(GatewayKeys.TRUSTED_CERTIFICATES));
    }

    /** Whose answers a caller gets. */
    public enum Sharing {
        /** Those of its own credential. */
        CREDENTIAL,
        /** Everybody's. */
        SHARED
    }
}
