package io.refrain.cassette;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What is written is read again as it was, whatever it is. */
class RecordingPropertyTest {
    private static final QuestionBody RULES = new QuestionBody(List.of());
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final String[] TEXTS = {
        "", "a", "\"", "\\", "\n", "\r\n", "\u0000", "\u2028", "ü", "🙂", "}", "{\"a\":1}", " "
    };

    @RepeatedTest(300)
    void line_ofARandomRecording_isReadAndWrittenTheSame(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        RecordedQuestion question = new RecordedQuestion(
                "/v1/" + random.nextInt(3),
                random.nextBoolean() ? "" : "a=" + random.nextInt(),
                random.nextBoolean() ? Map.of() : Map.of("h", "v" + random.nextInt(9)),
                random.nextBoolean() ? "" : "n",
                1 + random.nextInt(3),
                object(random, 3));
        RecordedAnswer answer = answer(random);
        String line = RecordingLine.write(new Recording(question, answer, random.nextBoolean()));
        assertEquals(1, line.lines().count());
        Recording read = RecordingLine.read(line, RULES);
        assertEquals(line, RecordingLine.write(read));
        assertEquals(question.key(), read.question().key());
        assertEquals(answer.status(), read.answer().status());
        assertEquals(answer.headers(), read.answer().headers());
        assertArrayEquals(answer.bytes(), read.answer().bytes());
    }

    private static RecordedAnswer answer(Random random) {
        int status = 200 + random.nextInt(400);
        Map<String, String> headers =
                random.nextBoolean() ? Map.of() : Map.of("retry-after", "1", "content-type", "a/b");
        switch (random.nextInt(4)) {
            case 0 -> {
                return RecordedAnswer.json(status, headers, object(random, 3));
            }
            case 1 -> {
                List<RecordedEvent> events = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    String data = random.nextBoolean()
                            ? text(random).replace("\r", "")
                            : object(random, 2).toString();
                    events.add(new RecordedEvent(random.nextBoolean() ? null : "e" + i, data));
                }
                return RecordedAnswer.events(status, headers, events);
            }
            case 2 -> {
                return RecordedAnswer.whole(status, headers, text(random).getBytes(StandardCharsets.UTF_8));
            }
            default -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                return RecordedAnswer.whole(status, headers, bytes);
            }
        }
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = NODES.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.set(text(random) + i, value(random, depth - 1));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> NODES.textNode(text(random));
            case 1 -> NODES.numberNode(random.nextInt());
            case 2 -> NODES.numberNode(new BigDecimal(new BigInteger(70, random), random.nextInt(60) - 30));
            case 3 -> NODES.booleanNode(random.nextBoolean());
            case 4 -> NODES.nullNode();
            case 5 -> object(random, depth);
            default -> {
                ArrayNode list = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(TEXTS[random.nextInt(TEXTS.length)]);
        }
        return text.toString();
    }
}
