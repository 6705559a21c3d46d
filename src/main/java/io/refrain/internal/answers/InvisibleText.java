package io.refrain.internal.answers;

/** Texts with nothing to be seen in them. Has no state. */
public final class InvisibleText {
    private InvisibleText() {}

    /** Whether there is nothing to be seen in a text: it is empty, or all of it is white space, format or control characters. */
    public static boolean isInvisible(String text) {
        return text.codePoints().allMatch(InvisibleText::isInvisible);
    }

    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT -> true;
            // What Unicode calls default ignorable beside those, and a Braille pattern without dots.
            default ->
                character == 0x034F
                        || character == 0x115F
                        || character == 0x1160
                        || character == 0x17B4
                        || character == 0x17B5
                        || (character >= 0x180B && character <= 0x180F)
                        || character == 0x2065
                        || character == 0x2800
                        || character == 0x3164
                        || (character >= 0xFE00 && character <= 0xFE0F)
                        || character == 0xFFA0
                        || (character >= 0xFFF0 && character <= 0xFFF8)
                        || (character >= 0xE0000 && character <= 0xE0FFF);
        };
    }
}
