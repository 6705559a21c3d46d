package io.refrain.cassette;

import java.io.Serial;
import java.nio.file.Path;

/** A cassette cannot be read or written. Its message names the file, the line if it is one, and what to do. */
public final class CassetteException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    CassetteException(Path file, String what) {
        super("The cassette " + file + " " + what, null, false, true);
    }

    CassetteException(Path file, int line, String what) {
        super("The cassette " + file + ", line " + line + ": " + what, null, false, true);
    }
}
