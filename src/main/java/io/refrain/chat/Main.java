package io.refrain.chat;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service. */
@QuarkusMain
public final class Main {
    /** Without it the server itself refuses an address that is no URI, and does not say why; {@link RequestCheck} and the resource do. */
    private static final String NO_VALIDATION = "vertx.disableURIValidation";

    Main() {}

    public static void main(String... arguments) {
        if (System.getProperty(NO_VALIDATION) == null) {
            System.setProperty(NO_VALIDATION, "true");
        }
        Quarkus.run(arguments);
    }
}
