package io.refrain.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.refrain.http.CacheControl;
import io.refrain.jcache.internal.config.KeyReader;
import io.refrain.jcache.internal.config.Settings;
import io.refrain.llm.ModelFailure;
import io.refrain.quarkus.ChatConfig;
import io.refrain.quarkus.Mode;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which stored answers a question takes, as time goes by: they are fresh for an hour, and kept for another one. */
class CacheUseTest {
    private static final QuestionName NAME = new QuestionName("0".repeat(64));

    private final Instant stored = Instant.now();
    private final StoredAnswer answer = new StoredAnswer(
            new Answer("id", "content", new Answer.Metadata(new Answer.TokenUsage(1, 1, 2), null, null, "stop", null)),
            stored);
    private final CacheManager manager = Caching.getCachingProvider("io.refrain.jcache.RefrainCachingProvider")
            .getCacheManager(URI.create("refrain:heap"), CacheUseTest.class.getClassLoader());
    private final Cache<Object, Object> cache = manager.createCache(
            "stale",
            new MutableConfiguration<>()
                    .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.HOURS, 2))));
    private final StoredAnswers answers = new StoredAnswers(
            () -> manager, new ChatConfig(new KeyReader(Settings.only(Map.of("refrain.chat.stale-if-error", "1h")))));

    @BeforeEach
    void store() {
        cache.put(NAME, answer);
    }

    @AfterEach
    void forget() {
        manager.destroyCache("stale");
    }

    @ParameterizedTest(name = "{0} minutes after, {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0  | '' | true",
                "59 | '' | true",
                "61 | '' | false",
                "61 | max-stale | true",
                "61 | max-stale=30 | false",
                "61 | max-stale=600 | true",
                "61 | max-stale=600, max-age=60 | false",
                "10 | max-age=660 | true",
                "10 | max-age=540 | false",
                "10 | min-fresh=2900 | true",
                "10 | min-fresh=3100 | false",
                "10 | stale-if-error=60 | true",
                "61 | stale-if-error=600 | false",
                "10 | no-cache, only-if-cached | false",
            })
    void takes_afterAWhile_isWhatTheQuestionAsksFor(int minutes, String asked, boolean taken) {
        assertEquals(taken, use(minutes, asked).takes(cache, answer));
    }

    @ParameterizedTest(name = "{0} minutes after, {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "10 | '' | false",
                "10 | stale-if-error=0 | true",
                "61 | '' | false",
                "61 | stale-if-error=30 | false",
                "61 | stale-if-error=600 | true",
                "119 | stale-if-error | true",
            })
    void takesInsteadOf_aFailureOfTheModel_isWhatTheQuestionAsksFor(int minutes, String asked, boolean taken) {
        ModelFailure failure = new ModelFailure(ModelFailure.Kind.FAILED, "demo", "failed");
        assertEquals(taken, use(minutes, asked).takesInsteadOf(failure, cache, answer));
        assertEquals(false, use(minutes, asked).takesInsteadOf(new IllegalStateException(), cache, answer));
    }

    private CacheUse use(int minutes, String asked) {
        Instant now = stored.plusSeconds(TimeUnit.MINUTES.toSeconds(minutes));
        return new CacheUse(
                CacheControl.of(List.of(asked)), NAME, null, answers, InstantSource.fixed(now), Mode.CACHE, () -> null);
    }
}
