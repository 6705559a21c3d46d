package io.refrain.quarkus;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What OpenTelemetry's semantic conventions for generative AI (of 2025 and later, with {@code gen_ai.provider.name}) have of questions and answers, whichever
 * API they are of. Has no state.
 */
final class GenAiAttributes {
    private static final String PREFIX = "gen_ai.";

    /** By their names in the APIs. */
    private static final Map<String, String> WHOLE_NUMBERS = Map.of(
            "max_tokens", "request.max_tokens",
            "max_completion_tokens", "request.max_tokens",
            "max_output_tokens", "request.max_tokens",
            "seed", "request.seed",
            "dimensions", "embeddings.dimension.count");

    private static final Map<String, String> NUMBERS = Map.of(
            "temperature", "request.temperature",
            "top_p", "request.top_p",
            "top_k", "request.top_k",
            "frequency_penalty", "request.frequency_penalty",
            "presence_penalty", "request.presence_penalty");

    private static final Map<String, String> TEXTS = Map.of(
            "stop", "request.stop_sequences",
            "stop_sequences", "request.stop_sequences",
            "encoding_format", "request.encoding_formats");

    private static final Map<String, String> USAGE = Map.of(
            "prompt_tokens", "usage.input_tokens",
            "input_tokens", "usage.input_tokens",
            "completion_tokens", "usage.output_tokens",
            "output_tokens", "usage.output_tokens");

    private GenAiAttributes() {}

    static Attributes of(CallTracing.Question question) {
        AttributesBuilder attributes = Attributes.builder()
                .put(PREFIX + "operation.name", question.operation())
                .put(PREFIX + "provider.name", question.provider());
        JsonNode body = question.body();
        put(attributes, "request.model", body.path("model"));
        WHOLE_NUMBERS.forEach((field, name) -> putLong(attributes, name, body.path(field)));
        NUMBERS.forEach((field, name) -> putDouble(attributes, name, body.path(field)));
        TEXTS.forEach((field, name) -> putAll(attributes, name, body.path(field)));
        if (body.path("n").asInt(1) != 1) {
            putLong(attributes, "request.choice.count", body.path("n"));
        }
        String format = body.path("response_format")
                .path("type")
                .asText(body.path("text").path("format").path("type").asText(""));
        if (!format.isEmpty()) {
            attributes.put(PREFIX + "output.type", format.startsWith("json") ? "json" : format);
        }
        server(attributes, question.baseUrl());
        return attributes.build();
    }

    private static void server(AttributesBuilder attributes, String baseUrl) {
        URI address = URI.create(baseUrl);
        if (address.getHost() != null) {
            int port = "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
            attributes
                    .put("server.address", address.getHost())
                    .put("server.port", address.getPort() < 0 ? port : address.getPort());
        }
    }

    static Attributes of(JsonNode answer) {
        AttributesBuilder attributes = Attributes.builder();
        put(attributes, "response.id", answer.path("id"));
        put(attributes, "response.model", answer.path("model"));
        List<String> reasons = new ArrayList<>();
        for (JsonNode choice : answer.path("choices")) {
            reasons.add(choice.path("finish_reason").asText("error"));
        }
        if (answer.path("stop_reason").isTextual()) {
            reasons.add(answer.path("stop_reason").textValue());
        }
        if (!reasons.isEmpty()) {
            attributes.put(AttributeKey.stringArrayKey(PREFIX + "response.finish_reasons"), reasons);
        }
        USAGE.forEach(
                (field, name) -> putLong(attributes, name, answer.path("usage").path(field)));
        return attributes.build();
    }

    private static void put(AttributesBuilder attributes, String name, JsonNode text) {
        if (text.isTextual()) {
            attributes.put(PREFIX + name, text.textValue());
        }
    }

    private static void putLong(AttributesBuilder attributes, String name, JsonNode number) {
        if (number.isIntegralNumber()) {
            attributes.put(PREFIX + name, number.longValue());
        }
    }

    private static void putDouble(AttributesBuilder attributes, String name, JsonNode number) {
        if (number.isNumber()) {
            attributes.put(PREFIX + name, number.doubleValue());
        }
    }

    /** One text, or several. */
    private static void putAll(AttributesBuilder attributes, String name, JsonNode texts) {
        List<String> all = new ArrayList<>();
        if (texts.isTextual()) {
            all.add(texts.textValue());
        }
        for (JsonNode text : texts) {
            all.add(text.asText());
        }
        if (!all.isEmpty()) {
            attributes.put(AttributeKey.stringArrayKey(PREFIX + name), all);
        }
    }
}
