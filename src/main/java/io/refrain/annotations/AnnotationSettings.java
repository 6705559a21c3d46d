package io.refrain.annotations;

import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** The configuration keys {@code refrain.annotations.*}. */
final class AnnotationSettings {
    static final String INTERCEPTORS = "refrain.annotations.interceptors";
    private static final String COLLAPSE = "refrain.annotations.collapse";

    private AnnotationSettings() {}

    /**
     * Whether equal calls in flight are joined: true unless set.
     *
     * @throws IllegalArgumentException when it is set to something else than true or false
     */
    static boolean collapse() {
        return choose(COLLAPSE, "true", "false");
    }

    /**
     * Whether it is ours that serve the annotations where a server brings interceptors, too: true unless set.
     *
     * @throws IllegalArgumentException when it is set to something else than own or server
     */
    static boolean ownInterceptors() {
        return choose(INTERCEPTORS, "own", "server");
    }

    /** Whether it is the first, as when nothing is set. */
    private static boolean choose(String key, String first, String second) {
        String text = text(key).orElse(first);
        if (!text.equals(first) && !text.equals(second)) {
            throw new IllegalArgumentException(key + "=" + text + " must be " + first + " or " + second);
        }
        return text.equals(first);
    }

    /** Looks into MicroProfile Config where that is on the class path, otherwise at the system properties and the environment. */
    private static Optional<String> text(String key) {
        try {
            return ConfigProvider.getConfig().getOptionalValue(key, String.class);
        } catch (NoClassDefFoundError | IllegalStateException e) {
            // The API is not there, or is there without an implementation.
            return Optional.ofNullable(System.getProperty(key))
                    .or(() -> Optional.ofNullable(
                            System.getenv(key.toUpperCase(Locale.ROOT).replace('.', '_'))));
        }
    }
}
