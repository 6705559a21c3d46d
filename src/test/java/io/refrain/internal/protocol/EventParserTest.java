package io.refrain.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.internal.protocol.EventParser.Event;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a stream of events is read, however it is written and cut. */
class EventParserTest {
    private static final String[] PIECES = {
        "data: ",
        "data:",
        "data",
        ": c",
        "event: x",
        "id: 1",
        "retry: 5",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "a",
        "{\"b\":1}",
        "ü",
        "🙂",
        " ",
        ":",
        "\uFEFF"
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data: a\\n\\n | a",
                "data:a\\r\\n\\r\\n | a",
                "data: a\\r\\r | a",
                "data:  a\\n\\n | ' a'",
                "data: a\\ndata: b\\n\\n | a/b",
                ": c\\n\\ndata: a\\n\\n | a",
                "id: 1\\n\\n | ''",
                "data: a | a",
                "data\\n\\n | ",
                "\uFEFFdata: a\\n\\n | a"
            })
    void all_ofAStream_areItsEvents(String stream, String expected) throws Exception {
        List<Event> events =
                EventParser.all(stream.replace("\\n", "\n").replace("\\r", "\r").getBytes(StandardCharsets.UTF_8));
        String told = String.join(
                "|",
                events.stream().map(event -> event.data().replace("\n", "/")).toList());
        assertEquals(expected == null ? "" : expected, told);
    }

    @Test
    void all_ofWhatIsNotUtf8_fails() {
        assertThrows(
                CharacterCodingException.class,
                () -> EventParser.all(new byte[] {'d', 'a', 't', 'a', ':', (byte) 0xff, '\n', '\n'}));
    }

    /** Whatever the stream, cutting it anywhere changes nothing, and the ends of events go up to its length. */
    @RepeatedTest(300)
    void feed_inPiecesOfAnySize_isTheSameAsInOne(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        StringBuilder stream = new StringBuilder();
        for (int i = random.nextInt(60); i >= 0; i--) {
            stream.append(PIECES[random.nextInt(PIECES.length)]);
        }
        byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
        List<Event> whole = EventParser.all(bytes);
        EventParser parser = new EventParser();
        List<Event> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int next = Math.min(bytes.length, at + 1 + random.nextInt(5));
            pieces.addAll(parser.feed(Arrays.copyOfRange(bytes, at, next)));
            at = next;
        }
        pieces.addAll(parser.end());
        assertEquals(texts(whole), texts(pieces));
        long last = 0;
        for (Event event : whole) {
            assertTrue(event.end() > last && event.end() <= bytes.length, whole::toString);
            last = event.end();
        }
    }

    private static List<String> texts(List<Event> events) {
        return events.stream().map(Event::text).toList();
    }
}
