package io.refrain.annotations;

import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Whether equal calls in flight are joined: {@code refrain.annotations.collapse}, true unless set. */
final class CollapseSetting {
    private static final String KEY = "refrain.annotations.collapse";
    private static final String VARIABLE = "REFRAIN_ANNOTATIONS_COLLAPSE";

    private CollapseSetting() {}

    /** @throws IllegalArgumentException when it is set to something else than true or false */
    static boolean read() {
        return text().map(CollapseSetting::parse).orElse(true);
    }

    private static boolean parse(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(KEY + "=" + text + " must be true or false");
        };
    }

    /** Looks into MicroProfile Config where that is on the class path, otherwise at the system properties and the environment. */
    private static Optional<String> text() {
        try {
            return ConfigProvider.getConfig().getOptionalValue(KEY, String.class);
        } catch (NoClassDefFoundError | IllegalStateException e) {
            // The API is not there, or is there without an implementation.
            return Optional.ofNullable(System.getProperty(KEY)).or(() -> Optional.ofNullable(System.getenv(VARIABLE)));
        }
    }
}
