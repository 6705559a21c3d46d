package io.refrain.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 and nothing else: what is overlong, broken or half a pair of surrogates would otherwise become the same text as another. Has no state. */
public final class Utf8 {
    private Utf8() {}

    /** Whether bytes are UTF-8. */
    public static boolean isValid(byte[] bytes) {
        for (byte each : bytes) {
            if (each < 0) {
                return isDecodable(bytes);
            }
        }
        return true;
    }

    private static boolean isDecodable(byte[] bytes) {
        try {
            decode(bytes);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * The text that bytes are.
     *
     * @throws CharacterCodingException when they are not UTF-8
     */
    public static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
