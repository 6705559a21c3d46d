package io.refrain.cassette;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One line of a cassette: one recording as a JSON object, the question in canonical JSON, so that the same recording is always the same line. Has no
 * state.
 */
final class RecordingLine {
    static final int VERSION = 1;

    private static final Set<String> OF_LINE =
            Set.of("version", "path", "query", "headers", "namespace", "sample", "question", "complete", "answer");
    private static final Set<String> OF_EVENT = Set.of("event", "data");

    private RecordingLine() {}

    static String write(Recording recording) {
        RecordedQuestion question = recording.question();
        StringBuilder line = new StringBuilder("{\"version\":").append(VERSION).append(",\"path\":");
        CanonicalJson.write(question.path(), line);
        question.context().properties().forEach(member -> {
            line.append(",\"").append(member.getKey()).append("\":");
            CanonicalJson.write(member.getValue(), line);
        });
        line.append(",\"question\":");
        CanonicalJson.write(question.body(), line);
        if (!recording.complete()) {
            line.append(",\"complete\":false");
        }
        write(recording.answer(), line.append(",\"answer\":{\"status\":"));
        return line.append('}').toString();
    }

    private static void write(RecordedAnswer answer, StringBuilder line) {
        line.append(answer.status());
        char before = '{';
        for (Map.Entry<String, String> header : answer.unusualHeaders().entrySet()) {
            line.append(before == '{' ? ",\"headers\":{" : ",");
            CanonicalJson.write(header.getKey(), line);
            line.append(':');
            CanonicalJson.write(header.getValue(), line);
            before = ',';
        }
        line.append(before == ',' ? "},\"" : ",\"")
                .append(answer.form().member())
                .append("\":");
        switch (answer.form()) {
            // As it came: the order of its members is the sender's, and for people.
            case JSON -> line.append(answer.content());
            case EVENTS -> write(answer.events(), line);
            case TEXT, BASE64 -> CanonicalJson.write((String) answer.content(), line);
        }
        line.append('}');
    }

    private static void write(List<RecordedEvent> events, StringBuilder line) {
        line.append('[');
        for (int i = 0; i < events.size(); i++) {
            RecordedEvent event = events.get(i);
            line.append(i == 0 ? "{" : ",{");
            if (event.name() != null) {
                line.append("\"event\":");
                CanonicalJson.write(event.name(), line);
                line.append(',');
            }
            line.append("\"data\":");
            JsonNode json = RecordedAnswer.container(event.data());
            if (json == null) {
                CanonicalJson.write(event.data(), line);
            } else {
                line.append(json);
            }
            line.append('}');
        }
        line.append(']');
    }

    /**
     * Reads a line.
     *
     * @param rules what of a body makes the question
     * @throws IllegalArgumentException when it is none; the message says what is wrong with it
     */
    static Recording read(String text, QuestionBody rules) {
        JsonNode line;
        try {
            line = StrictJson.read(text);
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("this is not one JSON object" + reason(e), e);
        }
        require(line.isObject(), "this is not one JSON object");
        JsonNode version = line.path("version");
        require(version.isInt(), "there is no \"version\", which must be " + VERSION);
        require(
                version.intValue() == VERSION,
                "version " + version + " cannot be read, only version " + VERSION
                        + "; record it again, or use a Refrain that" + " wrote it");
        members(line, OF_LINE);
        String path = text(line, "path");
        require(
                path != null && path.startsWith("/"),
                "\"path\" must be where the question is asked, such as \"/v1/responses\"");
        require(line.path("question") instanceof ObjectNode, "\"question\" must be an object, the body that is asked");
        JsonNode sample = line.path("sample");
        require(
                sample.isMissingNode() || (sample.isInt() && sample.intValue() >= 1),
                "\"sample\" must be a whole number from 1 on");
        JsonNode complete = line.path("complete");
        require(complete.isMissingNode() || complete.isBoolean(), "\"complete\" must be true or false");
        String query = text(line, "query");
        String namespace = text(line, "namespace");
        RecordedQuestion question = new RecordedQuestion(
                path == null ? "" : path,
                query == null ? "" : query,
                headers(line.path("headers")),
                namespace == null ? "" : namespace,
                sample.asInt(1),
                rules.of(path == null ? "" : path, (ObjectNode) line.path("question")));
        return new Recording(question, answer(line.path("answer")), complete.asBoolean(true));
    }

    /** Where, without the text of the line, and without the name of what reads it. */
    private static String reason(Exception e) {
        return e instanceof JsonProcessingException json && json.getLocation() != null
                ? ", at column " + json.getLocation().getColumnNr() + ": "
                        + json.getOriginalMessage().replaceAll("[\\p{Cntrl}]+", " ")
                : "";
    }

    private static RecordedAnswer answer(JsonNode answer) {
        require(answer.isObject(), "\"answer\" must be an object");
        JsonNode status = answer.path("status");
        require(
                status.isInt() && status.intValue() >= 200 && status.intValue() <= 599,
                "\"status\" of the answer must be a status of HTTP, from 200 to 599");
        Map<String, String> headers = headers(answer.path("headers"));
        require(
                RecordedAnswer.HEADERS.containsAll(headers.keySet()),
                "the \"headers\" of an answer are among " + new TreeSet<>(RecordedAnswer.HEADERS));
        Set<String> forms = new TreeSet<>();
        for (RecordedAnswer.Form form : RecordedAnswer.Form.values()) {
            if (answer.has(form.member())) {
                forms.add(form.member());
            }
        }
        require(
                forms.size() == 1,
                "the answer must have one of \"json\", \"events\", \"text\" and \"base64\", and has " + forms);
        String member = forms.iterator().next();
        members(answer, Set.of("status", "headers", member));
        JsonNode content = answer.path(member);
        return switch (RecordedAnswer.Form.valueOf(member.toUpperCase(Locale.ROOT))) {
            case JSON -> {
                require(
                        content.isContainerNode() && RecordedAnswer.container(content.toString()) != null,
                        "\"json\" must be an object or a list, without half a pair of surrogates");
                yield RecordedAnswer.json(status.intValue(), headers, content);
            }
            case EVENTS -> RecordedAnswer.events(status.intValue(), headers, events(content));
            case TEXT -> {
                require(content.isTextual(), "\"text\" must be a text");
                yield RecordedAnswer.text(status.intValue(), headers, content.textValue());
            }
            case BASE64 -> {
                require(content.isTextual(), "\"base64\" must be a text");
                yield RecordedAnswer.base64(
                        status.intValue(), headers, Base64.getDecoder().decode(content.textValue()));
            }
        };
    }

    private static List<RecordedEvent> events(JsonNode list) {
        require(list.isArray(), "\"events\" must be a list");
        List<RecordedEvent> events = new ArrayList<>();
        for (JsonNode each : list) {
            require(each.isObject(), "each of the \"events\" must be an object");
            members(each, OF_EVENT);
            JsonNode data = each.path("data");
            require(
                    data.isTextual() || data.isContainerNode(),
                    "\"data\" of an event must be an object, a list or a text");
            String name = text(each, "event");
            require(name == null || name.matches("[^\\r\\n]+"), "\"event\" must be one line");
            events.add(new RecordedEvent(name, data.isTextual() ? data.textValue() : data.toString()));
        }
        return events;
    }

    private static Map<String, String> headers(JsonNode object) {
        require(object.isMissingNode() || object.isObject(), "\"headers\" must be an object");
        Map<String, String> headers = new LinkedHashMap<>();
        object.properties().forEach(header -> {
            String value = header.getValue().textValue();
            require(
                    value != null && value.chars().allMatch(c -> c >= ' ' && c < 127),
                    "each of the \"headers\" must be a text of visible ASCII characters");
            headers.put(header.getKey().toLowerCase(Locale.ROOT), value == null ? "" : value);
        });
        return headers;
    }

    private static @Nullable String text(JsonNode object, String name) {
        JsonNode text = object.path(name);
        require(text.isMissingNode() || text.isTextual(), "\"" + name + "\" must be a text");
        return text.textValue();
    }

    private static void members(JsonNode object, Set<String> known) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            require(
                    known.contains(name),
                    "there is no member \"" + Excerpt.of(name) + "\"; there are " + new TreeSet<>(known));
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
