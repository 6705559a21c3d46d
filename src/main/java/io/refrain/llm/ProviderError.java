package io.refrain.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says about a question that it did not answer, in one shape for all of them and without secrets. Immutable.
 *
 * @param code its code, such as {@code context_length_exceeded}
 * @param type its class of errors, such as {@code invalid_request_error}
 * @param message what it says
 */
public record ProviderError(@Nullable String code, @Nullable String type, @Nullable String message) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int LONGEST = 1_000;

    /** Whatever looks like a credential: what follows a prefix that providers have, or stands behind the word. */
    private static final Pattern CREDENTIAL = Pattern.compile(
            "(?i)\\b(?:sk|pk|rk|gsk|key|AIza|xai|hf|ghp)[-_][\\w*.-]{6,}|\\bAIza[\\w*-]{6,}|(?<=\\bbearer\\s)\\S+|(?<=\\bkey\\s?[:=]\\s?)\\S+");

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]+");

    /**
     * Reads the body of an error of any provider: {@code error} is an object (OpenAI, Anthropic, Gemini) or a text (Ollama).
     *
     * @param secret the credential, which providers repeat; empty for none
     * @return null when it says nothing that can be read
     */
    static @Nullable ProviderError of(String body, String secret) {
        try {
            return of(MAPPER.readTree(body).path("error"), secret);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    static @Nullable ProviderError of(JsonNode error, String secret) {
        if (error.isTextual()) {
            return new ProviderError(null, null, clean(error.textValue(), secret));
        }
        if (!error.isObject()) {
            return null;
        }
        // Gemini's code is the status, and its status a name.
        String status = text(error.path("status"), secret);
        String code = text(error.path("code"), secret);
        String type = text(error.path("type"), secret);
        return new ProviderError(
                status == null ? code : status.toLowerCase(Locale.ROOT), type, text(error.path("message"), secret));
    }

    private static @Nullable String text(JsonNode node, String secret) {
        return node.isTextual() || node.isNumber() ? clean(node.asText(), secret) : null;
    }

    private static String clean(String text, String secret) {
        String known = secret.isEmpty() ? text : text.replace(secret, "***");
        String unknown = CREDENTIAL.matcher(known).replaceAll("***");
        String visible = INVISIBLE.matcher(unknown).replaceAll(" ").strip();
        return visible.length() <= LONGEST ? visible : visible.substring(0, LONGEST) + "...";
    }

    /** The status that is meant by an error that came with status 200, as some gateways send it. */
    static int status(JsonNode error) {
        int code = Optional.of(error.path("code").asInt(0))
                .filter(number -> number != 0)
                .orElse(error.path("status").asInt(0));
        return code >= 400 && code < 600 ? code : ModelFailure.NO_STATUS;
    }

    boolean isTooLong() {
        return "context_length_exceeded".equals(code) || "string_above_max_length".equals(code);
    }
}
