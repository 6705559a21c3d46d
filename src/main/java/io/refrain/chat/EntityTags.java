package io.refrain.chat;

import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Names the bytes of an answer (RFC 9110, section 8.8.3): its question, when the model gave it, and the form in which it is sent. */
final class EntityTags {
    private static final int NAME_LENGTH = 24;

    private EntityTags() {}

    static String of(QuestionName name, StoredAnswer answer, @Nullable MediaType type) {
        Instant created = answer.createdAt();
        String form = type != null && MediaType.TEXT_PLAIN_TYPE.isCompatible(type) ? "t" : "j";
        return '"'
                + name.sha256().substring(0, Math.min(NAME_LENGTH, name.sha256().length()))
                + '-'
                + Long.toString(created.getEpochSecond(), Character.MAX_RADIX)
                + '-'
                + Integer.toString(created.getNano(), Character.MAX_RADIX)
                + form
                + '"';
    }

    /**
     * Whether {@code If-None-Match} names a tag, by the weak comparison that it asks for.
     *
     * @param stored whether the answer was there before the request, which is what {@code *} asks for
     */
    static boolean matches(String ifNoneMatch, String tag, boolean stored) {
        if (ifNoneMatch.strip().equals("*")) {
            return stored;
        }
        // No tag of ours has a comma in it.
        for (String each : ifNoneMatch.split(",")) {
            if (each.strip().replaceFirst("^W/", "").equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
