package io.refrain.langchain;

import java.io.Serial;

/** A row whose question nobody would ask in the same words, or whose answer is none. Its message says why, for all rows like it. */
final class NotMapped extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    NotMapped(String why) {
        super(why, null, false, false);
    }
}
