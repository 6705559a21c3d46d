package io.refrain.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.quarkus.ChatConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads questions, and refuses what is none with a word on which field is wrong and what is allowed. Safe for use by several threads at once. */
@Singleton
class QuestionParser {
    private static final String PROMPT = "prompt";
    private static final String MESSAGES = "messages";
    private static final String SYSTEM = "system";
    private static final String MODEL = "model";
    private static final String TEMPERATURE = "temperature";
    private static final String TOP_P = "top_p";
    private static final String MAX_TOKENS = "max_tokens";
    private static final String STOP = "stop";
    private static final String SEED = "seed";
    private static final String STREAM = "stream";
    private static final List<String> FIELDS = Stream.concat(
                    Stream.of(PROMPT, MESSAGES, SYSTEM, MODEL, TEMPERATURE, TOP_P, MAX_TOKENS, STOP, SEED, STREAM),
                    FurtherParameters.NAMES.stream())
            .toList();
    private static final Set<String> NUMBERS = Set.of(TEMPERATURE, TOP_P, MAX_TOKENS, SEED);
    private static final int MOST_STOPS = 4;

    private final ChatConfig config;
    private final JsonBody body;

    @Inject
    QuestionParser(ChatConfig config) {
        this.config = config;
        this.body = new JsonBody(config.maxBodySize());
    }

    /** Reads a request body. */
    ChatQuestion ofJson(byte[] bytes) {
        return question(body.read(bytes));
    }

    /** Reads the parameters of a URL; the first value of each counts, but for {@code stop}. */
    ChatQuestion ofQuery(Map<String, List<String>> query) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        query.forEach((name, values) -> {
            if (values.size() > 1 && !name.equals(STOP)) {
                throw BadQuestion.field(name, "'" + name + "' is there " + values.size() + " times.", "once");
            }
            if (name.equals(STOP)) {
                values.forEach(object.withArray(STOP)::add);
            } else if (NUMBERS.contains(name)) {
                object.set(name, number(values.get(0)));
            } else {
                object.put(name, values.get(0));
            }
        });
        return question(object);
    }

    /** What is no number is left to be refused as a text. */
    private static JsonNode number(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return number.scale() <= 0 && (long) number.precision() - number.scale() < 19
                    ? JsonNodeFactory.instance.numberNode(number.longValueExact())
                    : JsonNodeFactory.instance.numberNode(number);
        } catch (NumberFormatException e) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }

    private ChatQuestion question(ObjectNode object) {
        refuseUnknown(object, FIELDS, "");
        return new ChatQuestion(
                turns(object),
                text(object, MODEL),
                decimal(object, TEMPERATURE, 0, 2),
                decimal(object, TOP_P, 0, 1),
                integer(object, MAX_TOKENS, 1),
                stops(object),
                integer(object, SEED, Integer.MIN_VALUE),
                FurtherParameters.of(object),
                flag(object, STREAM));
    }

    private static void refuseUnknown(ObjectNode object, List<String> known, String path) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw BadQuestion.field(
                        path + name, "The field '" + path + name + "' is unknown.", String.join(", ", known));
            }
        }
    }

    private List<Turn> turns(ObjectNode object) {
        List<Turn> turns = new ArrayList<>();
        String system = text(object, SYSTEM);
        if (system != null) {
            turns.add(new Turn(Turn.Role.SYSTEM, system));
        }
        String prompt = text(object, PROMPT);
        JsonNode messages = present(object, MESSAGES);
        if (prompt != null && messages != null) {
            throw BadQuestion.field(MESSAGES, "There are both 'prompt' and 'messages'.", "one of prompt and messages");
        }
        if (prompt != null) {
            turns.add(new Turn(Turn.Role.USER, prompt));
        } else if (messages != null) {
            turns.addAll(messages(messages));
        } else {
            throw BadQuestion.field(PROMPT, "There is neither 'prompt' nor 'messages'.", "one of prompt and messages");
        }
        return turns;
    }

    private List<Turn> messages(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty() || messages.size() > config.maxMessages()) {
            throw BadQuestion.field(
                    MESSAGES,
                    "'messages' is not a list of messages of an allowed length.",
                    "a list of 1 to " + config.maxMessages() + " objects, by refrain.chat.max-messages");
        }
        List<Turn> turns = new ArrayList<>();
        for (JsonNode message : messages) {
            turns.add(MessageReader.read(message, MESSAGES + "[" + turns.size() + "]"));
        }
        return turns;
    }

    private static boolean flag(ObjectNode object, String field) {
        JsonNode node = present(object, field);
        if (node != null && !node.isBoolean()) {
            throw BadQuestion.field(field, "'" + field + "' is neither true nor false.", "true or false");
        }
        return node != null && node.booleanValue();
    }

    private static @Nullable JsonNode present(ObjectNode object, String field) {
        JsonNode node = object.get(field);
        return node == null || node.isNull() ? null : node;
    }

    private static @Nullable String text(ObjectNode object, String field) {
        return text(object, field, field);
    }

    private static @Nullable String text(ObjectNode object, String field, String path) {
        JsonNode node = present(object, field);
        if (node == null) {
            return null;
        }
        if (!node.isTextual() || isBlank(node.textValue())) {
            throw BadQuestion.field(path, "'" + path + "' is not a text, or blank.", "a text that is not blank");
        }
        return unicode(node.textValue(), path);
    }

    /** White space, or what LangChain4j takes for it. */
    static boolean isBlank(String text) {
        return text.chars().allMatch(c -> c <= ' ' || Character.isWhitespace(c));
    }

    /** Half a pair of surrogates has no UTF-8: sent, or hashed, it would become a question mark. */
    private static String unicode(String text, String path) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw BadQuestion.field(
                    path, "'" + path + "' holds half a pair of surrogates.", "a text of Unicode characters");
        }
        return text;
    }

    private static @Nullable Double decimal(ObjectNode object, String field, int least, int most) {
        JsonNode node = present(object, field);
        if (node == null) {
            return null;
        }
        if (!node.isNumber() || !isBetween(node.decimalValue(), least, most)) {
            throw BadQuestion.field(
                    field, "'" + field + "' is not a number in its range.", "a number from " + least + " to " + most);
        }
        return node.doubleValue();
    }

    private static boolean isBetween(BigDecimal number, int least, int most) {
        return number.compareTo(BigDecimal.valueOf(least)) >= 0 && number.compareTo(BigDecimal.valueOf(most)) <= 0;
    }

    private static @Nullable Integer integer(ObjectNode object, String field, int least) {
        JsonNode node = present(object, field);
        if (node == null) {
            return null;
        }
        Integer whole = whole(node);
        if (whole == null || whole < least) {
            throw BadQuestion.field(
                    field,
                    "'" + field + "' is not a whole number in its range.",
                    "a whole number from " + least + " to " + Integer.MAX_VALUE);
        }
        return whole;
    }

    /** JSON makes no difference between 7 and 7.0. */
    static @Nullable Integer whole(JsonNode node) {
        try {
            return node.isNumber() ? node.decimalValue().intValueExact() : null;
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** One text, or a list of them, as the OpenAI API has it. */
    private static List<String> stops(ObjectNode object) {
        JsonNode node = present(object, STOP);
        if (node == null) {
            return List.of();
        }
        List<String> stops = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(each -> stops.add(stop(each)));
        } else {
            stops.add(stop(node));
        }
        if (stops.isEmpty() || stops.size() > MOST_STOPS || stops.contains("")) {
            throw BadQuestion.field(
                    STOP,
                    "'stop' is not a text or a list of texts.",
                    "a text, or a list of 1 to " + MOST_STOPS + " texts, none empty");
        }
        return stops;
    }

    private static String stop(JsonNode node) {
        return node.isTextual() ? unicode(node.textValue(), STOP) : "";
    }
}
