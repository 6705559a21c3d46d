package io.refrain.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.refrain.llm.ProviderError;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 has it. Immutable.
 *
 * @param type always {@code about:blank}: the status says what kind of problem it is
 * @param title the name of the status
 * @param status the HTTP status
 * @param detail what is wrong and what to do
 * @param field the field of the request that is wrong, or null
 * @param allowed what may be sent instead, or null
 * @param provider what the provider said about it, or null
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"type", "title", "status", "detail", "field", "allowed", "provider"})
record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String field,
        @Nullable String allowed,
        @Nullable Said provider) {
    /** The media type of a problem. */
    static final String MEDIA_TYPE = "application/problem+json";

    /** A problem that is not the provider's. */
    Problem(
            String type,
            String title,
            int status,
            @Nullable String detail,
            @Nullable String field,
            @Nullable String allowed) {
        this(type, title, status, detail, field, allowed, null);
    }

    /**
     * What a provider said, without secrets. Immutable.
     *
     * @param name who
     * @param code its code, such as {@code context_length_exceeded}, or null
     * @param type its class of errors, or null
     * @param message its own words, or null
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"name", "code", "type", "message"})
    record Said(String name, @Nullable String code, @Nullable String type, @Nullable String message) {
        static @Nullable Said of(String name, @Nullable ProviderError error) {
            return error == null ? null : new Said(name, error.code(), error.type(), error.message());
        }
    }
}
