package io.refrain.cassette;

/** Shows a part of a text on one line of a message, whatever is in it. Has no state. */
final class Excerpt {
    private static final int LONGEST = 60;

    /** What is shown of what is equal, before the difference. */
    private static final int BEFORE = 15;

    private Excerpt() {}

    /** Its beginning. */
    static String of(String text) {
        return around(text, 0);
    }

    /** What is at a place. */
    static String around(String text, int place) {
        int start = place <= LONGEST / 2 ? 0 : place - BEFORE;
        int end = Math.min(text.length(), start + LONGEST);
        StringBuilder shown = new StringBuilder(start > 0 ? "..." : "");
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                shown.append(c).append(text.charAt(++i));
            } else if (isVisible(c)) {
                shown.append(c);
            } else {
                CanonicalJson.escape(c, shown);
            }
        }
        return shown.append(end < text.length() ? "..." : "").toString();
    }

    private static boolean isVisible(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
