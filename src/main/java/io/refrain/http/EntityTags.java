package io.refrain.http;

import java.time.Instant;

/** Names the bytes of an answer (RFC 9110, section 8.8.3): its question, when it was given, and the form in which it is sent. */
public final class EntityTags {
    private static final int NAME_LENGTH = 24;

    private EntityTags() {}

    /**
     * The tag of an answer.
     *
     * @param name what the cache knows the question by
     * @param created when the answer was given
     * @param form tells one form of the same answer from another
     */
    public static String of(String name, Instant created, char form) {
        return '"'
                + name.substring(0, Math.min(NAME_LENGTH, name.length()))
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
    public static boolean matches(String ifNoneMatch, String tag, boolean stored) {
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
