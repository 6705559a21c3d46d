package io.refrain.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.codec.Codecs;
import java.time.Instant;
import java.util.Objects;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stored form of answers. */
class StoredAnswerCodecTest {
    private static final ClassLoader LOADER = StoredAnswerCodecTest.class.getClassLoader();
    private static final StoredAnswer ANSWER = new StoredAnswer(
            new Answer(
                    "chatcmpl-1",
                    "Größe \"1\"\n\u0001 😀",
                    new Answer.Metadata(new Answer.TokenUsage(11, 7, 18), "stand-in-1", null, "stop", null)),
            Instant.parse("2026-11-23T08:00:00.123456789Z"));
    private static final String TEXT =
            """
            {"version":1,"createdAt":"2026-11-23T08:00:00Z","answer":{"id":"1","content":"a","response_metadata":\
            {"token_usage":{"prompt_tokens":1,"completion_tokens":null,"total_tokens":null},"model_name":"m",\
            "system_fingerprint":null,"finish_reason":"stop","logprobs":null}}}""";

    private final StoredAnswerCodec codec = new StoredAnswerCodec();

    @Test
    void codecs_ofTheClassPath_storeAnswersByThisCodec() {
        Codecs codecs = Codecs.of(LOADER);
        Encoded encoded = codecs.encode(codecs.freeze(ANSWER));
        assertEquals("refrain-answer", encoded.codec());
        assertEquals(ANSWER, codecs.thaw(codecs.stored(encoded)));
    }

    @Test
    void encode_ofAnAnswer_isVersionedJson() {
        String text = Objects.requireNonNull(codec.encode(ANSWER).text());
        assertTrue(text.startsWith("{\"version\":1,\"createdAt\":\"2026-11-23T08:00:00.123456789Z\""), text);
        assertTrue(text.contains("\"system_fingerprint\":null"), text);
    }

    @Test
    void decode_ofWhatVersion1Wrote_isTheAnswer() {
        StoredAnswer expected = new StoredAnswer(
                new Answer(
                        "1", "a", new Answer.Metadata(new Answer.TokenUsage(1, null, null), "m", null, "stop", null)),
                Instant.parse("2026-11-23T08:00:00Z"));
        assertEquals(expected, decode(TEXT));
    }

    @Test
    void decode_ofUnknownFields_leavesThemOut() {
        assertEquals(decode(TEXT), decode(TEXT.replace("{\"id\"", "{\"later\":[1],\"id\"")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"version\":1}",
                "{\"version\":1,\"createdAt\":\"2026-11-23T08:00:00Z\",\"answer\":{}}",
                "{\"version\":1,\"createdAt\":\"yesterday\",\"answer\":null}",
                "{\"version\":1,\"createdAt\":\"2026-11-23T08:00:00Z\",\"answer\":{\"id\":\"1\",\"content\":\"a\"}}",
                "{\"version\":1,\"createdAt\":\"2026-11-23T08:00:00Z\",\"answer\":{\"id\":\"1\",\"content\":\"a\",\"response_metadata\":{}}}"
            })
    void decode_ofWhatIsDamaged_isACacheException(String text) {
        assertThrows(CacheException.class, () -> decode(text));
    }

    @Test
    void decode_ofATextCutAnywhere_isACacheException() {
        for (int length = 0; length < TEXT.length(); length++) {
            String cut = TEXT.substring(0, length);
            assertThrows(CacheException.class, () -> decode(cut), cut);
        }
    }

    @Test
    void decode_ofANewerVersion_saysSo() {
        CacheException e =
                assertThrows(CacheException.class, () -> decode(TEXT.replace("\"version\":1", "\"version\":2")));
        assertTrue(String.valueOf(e.getMessage()).contains("newer version"), e.getMessage());
    }

    @Test
    void decode_ofBytes_isACacheException() {
        assertThrows(CacheException.class, () -> codec.decode(Encoded.bytes(codec.name(), new byte[1]), LOADER));
    }

    private StoredAnswer decode(String text) {
        return codec.decode(Encoded.text(codec.name(), text), LOADER);
    }
}
