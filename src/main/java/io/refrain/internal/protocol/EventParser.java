package io.refrain.internal.protocol;

import io.refrain.cassette.EventFields;
import io.refrain.cassette.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes in a stream of server-sent events in pieces of any size and gives its events (HTML, section 9.2): a line ends with a line feed, a carriage
 * return or both, and the bytes may be cut anywhere. Confined to one stream, which calls it from one thread at a time.
 */
public final class EventParser {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final EventFields fields = new EventFields();
    private boolean afterReturn;
    private boolean first = true;
    private long position;

    /** All events of a whole stream. */
    public static List<Event> all(byte[] bytes) throws CharacterCodingException {
        EventParser parser = new EventParser();
        List<Event> events = new ArrayList<>(parser.feed(bytes));
        events.addAll(parser.end());
        return events;
    }

    /**
     * The events that are whole with these bytes.
     *
     * @throws CharacterCodingException when a line is not UTF-8
     */
    public List<Event> feed(byte[] bytes) throws CharacterCodingException {
        List<Event> events = new ArrayList<>();
        long before = position;
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte next = bytes[i];
            if (next != '\n' && next != '\r') {
                afterReturn = false;
                continue;
            }
            position = before + i + 1;
            if (next == '\n' && afterReturn) {
                belongsToTheLast(events);
            } else {
                line.write(bytes, start, i - start);
                endOfLine(events);
            }
            afterReturn = next == '\r';
            start = i + 1;
        }
        line.write(bytes, start, bytes.length - start);
        position = before + bytes.length;
        return events;
    }

    /** The event that only lacks its last empty line, which some servers leave out; otherwise none. */
    public List<Event> end() throws CharacterCodingException {
        List<Event> events = new ArrayList<>();
        if (line.size() > 0) {
            endOfLine(events);
        }
        endOfEvent(events);
        return events;
    }

    /** The line feed after the carriage return that has ended an event. */
    private void belongsToTheLast(List<Event> events) {
        int last = events.size() - 1;
        if (last >= 0 && events.get(last).end() == position - 1) {
            events.set(last, events.get(last).endingAt(position));
        }
    }

    private void endOfLine(List<Event> events) throws CharacterCodingException {
        String text = Utf8.decode(line.toByteArray());
        line.reset();
        if (first) {
            first = false;
            text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
        if (text.isEmpty()) {
            endOfEvent(events);
            return;
        }
        fields.line(text);
    }

    private void endOfEvent(List<Event> events) {
        RecordedEvent event = fields.end();
        if (event != null) {
            events.add(new Event(event.name(), event.data(), position));
        }
    }

    /**
     * One event. Immutable.
     *
     * @param name its type; null for the usual one
     * @param data its lines, with line feeds between them
     * @param end how many bytes of the stream there are up to its end
     */
    public record Event(@Nullable String name, String data, long end) {
        /** One that is made, not read. */
        public static Event of(@Nullable String name, String data) {
            return new Event(name, data, 0);
        }

        private Event endingAt(long position) {
            return new Event(name, data, position);
        }

        /** As it is sent. */
        public String text() {
            return (name == null ? "" : "event: " + name + "\n") + "data: " + data + "\n\n";
        }
    }
}
