package io.refrain.cassette;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the lines of a server-sent event say (HTML, section 9.2.6): fields that nobody needs, and comments, are passed over. Confined to one stream. */
public final class EventFields {
    private final StringBuilder data = new StringBuilder();
    private @Nullable String name;
    private boolean hasData;

    /** Takes a line that is not empty, without its end. */
    public void line(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        if (field.equals("data")) {
            if (hasData) {
                data.append('\n');
            }
            data.append(value);
            hasData = true;
        } else if (field.equals("event")) {
            name = value;
        }
    }

    /** The event that the lines make, at an empty line or the end of the stream; null when there is no data in them. What comes belongs to the next. */
    public @Nullable RecordedEvent end() {
        RecordedEvent event = hasData ? new RecordedEvent(name, data.toString()) : null;
        data.setLength(0);
        hasData = false;
        name = null;
        return event;
    }

    /** All events of a stream whose text is whole. */
    static List<RecordedEvent> all(String text) {
        EventFields fields = new EventFields();
        List<RecordedEvent> events = new ArrayList<>();
        // The last event may lack its empty line, which some servers leave out.
        for (String line : ((text.startsWith("\uFEFF") ? text.substring(1) : text) + "\n\n").split("\r\n|[\r\n]", -1)) {
            RecordedEvent event = line.isEmpty() ? fields.end() : null;
            if (event != null) {
                events.add(event);
            } else if (!line.isEmpty()) {
                fields.line(line);
            }
        }
        return events;
    }
}
