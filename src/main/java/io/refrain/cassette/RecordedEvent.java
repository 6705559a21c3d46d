package io.refrain.cassette;

import org.jspecify.annotations.Nullable;

/**
 * One event of a recorded stream (HTML, section 9.2). Immutable.
 *
 * @param name its type; null for the usual one
 * @param data its lines, with line feeds between them
 */
public record RecordedEvent(@Nullable String name, String data) {
    /** As it is sent. */
    String text() {
        return (name == null ? "" : "event: " + name + "\n") + "data: " + data.replaceAll("\r\n|[\r\n]", "\ndata: ")
                + "\n\n";
    }
}
