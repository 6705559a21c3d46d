package io.refrain.chat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Decodes UTF-8 and nothing else: what is overlong, broken or half a pair of surrogates would otherwise become the same question as another. */
final class Utf8 {
    private Utf8() {}

    /** Throws what is given unless the bytes are UTF-8. */
    static void check(byte[] bytes, Supplier<BadQuestion> otherwise) {
        for (byte each : bytes) {
            if (each < 0) {
                var unused = decode(bytes, otherwise);
                return;
            }
        }
    }

    /** The text that the bytes are; throws what is given when they are none. */
    static String decode(byte[] bytes, Supplier<BadQuestion> otherwise) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw otherwise.get();
        }
    }
}
