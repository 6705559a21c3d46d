package io.refrain.annotations;

import org.eclipse.microprofile.config.ConfigProvider;

/** Whether equal calls in flight are joined: {@code refrain.annotations.collapse}, true unless set. */
final class CollapseSetting {
    private static final String KEY = "refrain.annotations.collapse";

    private CollapseSetting() {}

    /** Looks into MicroProfile Config where that is on the class path, otherwise at the system properties. */
    static boolean read() {
        try {
            return ConfigProvider.getConfig()
                    .getOptionalValue(KEY, Boolean.class)
                    .orElse(true);
        } catch (NoClassDefFoundError | IllegalStateException e) {
            // The API is not there, or is there without an implementation.
            return Boolean.parseBoolean(System.getProperty(KEY, "true"));
        }
    }
}
