package io.refrain.http;

import org.jspecify.annotations.Nullable;

/** Which addresses speak which language. */
public final class ApiPaths {
    private static final String OPEN_AI = "/v1";

    private ApiPaths() {}

    /** Whether an address is one of the OpenAI API, with bounds and errors of its own. */
    public static boolean isOfOpenAi(@Nullable String path) {
        return path != null && path.startsWith(OPEN_AI) && (path.length() == 3 || path.charAt(3) == '/');
    }
}
