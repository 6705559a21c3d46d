package io.refrain.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.quarkus.ChatConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.junit.jupiter.api.Test;

/** Questions that come in the same bytes are parsed once. */
class QuestionReaderTest {
    private final QuestionReader reader = remembering(10_000);

    @Test
    void read_ofTheSameBytes_isTheSameQuestion() throws IOException {
        assertSame(read(reader, "{\"prompt\": \"a\"}"), read(reader, "{\"prompt\": \"a\"}"));
    }

    @Test
    void read_ofOtherBytes_isItsOwnQuestion() throws IOException {
        assertEquals(read(reader, "{\"prompt\": \"a\"}"), read(reader, "{\"prompt\":  \"a\"}"));
        assertNotEquals(read(reader, "{\"prompt\": \"a\"}"), read(reader, "{\"prompt\": \"b\"}"));
    }

    /** Aa and BB have one hash, and so has all that is made of them. */
    @Test
    void read_ofBytesWithOneHash_isEachItsOwnQuestion() throws IOException {
        for (int round = 0; round < 2; round++) {
            for (String text : new String[] {"AaAa", "AaBB", "BBAa", "BBBB"}) {
                ChatQuestion question = read(reader, "{\"prompt\": \"" + text + "\"}");
                assertEquals(text, question.turns().get(0).content());
            }
        }
    }

    @Test
    void read_ofWhatIsNoQuestion_isRefusedEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThrows(BadQuestion.class, () -> read(reader, "{\"prompt\": 1}"));
        }
    }

    @Test
    void read_whenNothingIsRemembered_isTheQuestionAllTheSame() throws IOException {
        QuestionReader forgetful = remembering(0);
        ChatQuestion first = read(forgetful, "{\"prompt\": \"a\"}");
        ChatQuestion second = read(forgetful, "{\"prompt\": \"a\"}");
        assertEquals(first, second);
        assertNotSame(first, second);
    }

    /** For any other kind, the server reads the annotations of the method anew for each request, which is a quarter of a hit. */
    @Test
    void reader_isTheServersOwnKind() {
        assertTrue(ServerMessageBodyReader.class.isAssignableFrom(QuestionReader.class));
    }

    private static ChatQuestion read(QuestionReader reader, String body) throws IOException {
        return reader.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static QuestionReader remembering(long characters) {
        ChatConfig config = QuestionKeyGenerators.config(characters);
        return new QuestionReader(new QuestionParser(config), config);
    }
}
