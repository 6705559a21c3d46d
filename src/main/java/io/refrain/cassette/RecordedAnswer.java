package io.refrain.cassette;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a cassette has it: its status, those of its headers that matter and do not change from one call to the next, and what came, in the form in
 * which it can be read best. Immutable; its JSON must not be changed.
 */
public final class RecordedAnswer {
    static final String CONTENT_TYPE = "content-type";
    static final Set<String> HEADERS =
            Set.of(CONTENT_TYPE, "content-encoding", "retry-after", "openai-model", "openai-version");

    private final int status;
    private final Map<String, String> headers;
    private final Form form;
    private final Object content;

    private RecordedAnswer(int status, Map<String, String> headers, Form form, Object content) {
        Map<String, String> kept = new TreeMap<>();
        headers.forEach((name, value) -> kept.put(name.toLowerCase(Locale.ROOT), value));
        kept.keySet().retainAll(HEADERS);
        if (form.contentType.equals(kept.get(CONTENT_TYPE))) {
            kept.remove(CONTENT_TYPE);
        }
        this.status = status;
        this.headers = kept;
        this.form = form;
        this.content = content;
    }

    /** How what came is written. */
    enum Form {
        /** An object or a list. */
        JSON("application/json"),
        /** A stream, event by event. */
        EVENTS("text/event-stream"),
        /** What is neither. */
        TEXT("text/plain; charset=utf-8"),
        /** What is no text. */
        BASE64("application/octet-stream");

        private final String contentType;

        Form(String contentType) {
            this.contentType = contentType;
        }

        String member() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is an object or a list of JSON. */
    public static RecordedAnswer json(int status, Map<String, String> headers, JsonNode json) {
        return new RecordedAnswer(status, headers, Form.JSON, json);
    }

    /** What came in events. */
    public static RecordedAnswer events(int status, Map<String, String> headers, List<RecordedEvent> events) {
        return new RecordedAnswer(
                status,
                headers,
                Form.EVENTS,
                events.stream().map(RecordedAnswer::normal).toList());
    }

    /** As a line has it. */
    private static RecordedEvent normal(RecordedEvent event) {
        JsonNode json = container(event.data());
        return json == null ? event : new RecordedEvent(event.name(), json.toString());
    }

    /** What came in one piece, and is perhaps JSON or a text. */
    public static RecordedAnswer whole(int status, Map<String, String> headers, byte[] bytes) {
        String text = text(bytes);
        if (text == null) {
            return base64(status, headers, bytes);
        }
        JsonNode json = container(text);
        return json == null ? text(status, headers, text) : json(status, headers, json);
    }

    /** What came, in the form in which it can be read best. */
    public static RecordedAnswer received(int status, Map<String, String> headers, byte[] bytes) {
        boolean stream = headers.entrySet().stream()
                .anyMatch(header -> header.getKey().equalsIgnoreCase(CONTENT_TYPE)
                        && header.getValue().toLowerCase(Locale.ROOT).startsWith(Form.EVENTS.contentType));
        String text = stream ? text(bytes) : null;
        return text == null ? whole(status, headers, bytes) : events(status, headers, EventFields.all(text));
    }

    static RecordedAnswer text(int status, Map<String, String> headers, String text) {
        return new RecordedAnswer(status, headers, Form.TEXT, text);
    }

    static RecordedAnswer base64(int status, Map<String, String> headers, byte[] bytes) {
        return new RecordedAnswer(
                status, headers, Form.BASE64, Base64.getEncoder().encodeToString(bytes));
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The object or list that a text is; null when it is none, or one that cannot be written again. */
    static @Nullable JsonNode container(String text) {
        try {
            JsonNode json = text.isEmpty() ? null : StrictJson.read(text);
            return json != null
                            && json.isContainerNode()
                            && StandardCharsets.UTF_8.newEncoder().canEncode(json.toString())
                    ? json
                    : null;
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    /** The same without credentials. */
    RecordedAnswer without(Secrets secrets) {
        Map<String, String> clean = new TreeMap<>();
        headers.forEach((name, value) -> clean.put(name, secrets.without(value)));
        return switch (form) {
            case JSON -> json(status, clean, secrets.without((JsonNode) content));
            case EVENTS ->
                events(
                        status,
                        clean,
                        events().stream()
                                .map(event -> new RecordedEvent(event.name(), without(secrets, event.data())))
                                .toList());
            case TEXT -> text(status, clean, secrets.without((String) content));
            case BASE64 -> this;
        };
    }

    private static String without(Secrets secrets, String data) {
        JsonNode json = container(data);
        if (json == null) {
            return secrets.without(data);
        }
        JsonNode clean = secrets.without(json);
        return clean.equals(json) ? data : clean.toString();
    }

    public int status() {
        return status;
    }

    /** By their names in lower case, with the type of what comes. */
    public Map<String, String> headers() {
        Map<String, String> all = new TreeMap<>(headers);
        all.putIfAbsent(CONTENT_TYPE, form.contentType);
        return all;
    }

    /** Without the type of what comes, where it is the usual one. */
    Map<String, String> unusualHeaders() {
        return new TreeMap<>(headers);
    }

    Form form() {
        return form;
    }

    /** Whether it came in events. */
    public boolean isStream() {
        return form == Form.EVENTS;
    }

    /** Whether it is an object or a list of JSON. */
    public boolean isJson() {
        return form == Form.JSON;
    }

    @SuppressWarnings("unchecked") // that is what the form says
    List<RecordedEvent> events() {
        return form == Form.EVENTS ? (List<RecordedEvent>) content : List.of();
    }

    /** JSON, or a text; what a line has of it. */
    Object content() {
        return content;
    }

    /** What is sent. */
    public byte[] bytes() {
        return switch (form) {
            case JSON, TEXT -> content.toString().getBytes(StandardCharsets.UTF_8);
            case EVENTS ->
                events().stream()
                        .map(RecordedEvent::text)
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.UTF_8);
            case BASE64 -> Base64.getDecoder().decode((String) content);
        };
    }
}
