package io.refrain.springai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.PromptMetadata;
import org.springframework.ai.chat.metadata.PromptMetadata.PromptFilterMetadata;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.content.Media;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeType;

/**
 * The parts of an answer as JSON, in which they keep every field but the rate limit, which is of the exchange and not of the answer. Parts of a stream one
 * after the other that differ in nothing but their text are one. Has no state.
 */
final class AnswerJson {
    /** Changes when earlier versions cannot be read. */
    private static final int VERSION = 1;

    private static final String TEXT = "text";
    /** Put there by Spring AI itself. */
    private static final String MESSAGE_TYPE = "messageType";

    private static final JsonMapper COUNTS = PlainData.MAPPER
            .rebuild()
            .addMixIn(DefaultUsage.class, WithoutNativeUsage.class)
            .build();

    private AnswerJson() {}

    /** @throws IllegalArgumentException when something in it cannot be written */
    static String write(List<ChatResponse> parts) {
        ObjectNode json = PlainData.MAPPER.createObjectNode().put("version", VERSION);
        ArrayNode all = json.putArray("parts");
        ObjectNode last = null;
        for (ChatResponse part : parts) {
            ObjectNode next = part(part);
            if (last == null || !join(last, next)) {
                all.add(next);
                last = next;
            }
        }
        return json.toString();
    }

    private static boolean join(ObjectNode last, ObjectNode next) {
        if (last.path("generations").size() == 1
                && last.path("generations").get(0) instanceof ObjectNode before
                && next.path("generations").path(0) instanceof ObjectNode after
                && before.path(TEXT).isTextual()
                && after.path(TEXT).isTextual()) {
            String text = before.path(TEXT).textValue();
            String more = after.path(TEXT).textValue();
            if (last.equals(withText(next, text))) {
                withText(last, text + more);
                return true;
            }
            withText(next, more);
        }
        return false;
    }

    private static ObjectNode withText(ObjectNode part, String text) {
        if (part.path("generations").get(0) instanceof ObjectNode generation) {
            generation.put(TEXT, text);
        }
        return part;
    }

    private static ObjectNode part(ChatResponse part) {
        ObjectNode json = PlainData.MAPPER.createObjectNode();
        ArrayNode generations = json.putArray("generations");
        part.getResults().forEach(each -> generations.add(generation(each)));
        ChatResponseMetadata metadata = part.getMetadata();
        if (metadata != null) {
            ObjectNode common = json.putObject("metadata");
            put(common, "id", metadata.getId());
            put(common, "model", metadata.getModel());
            Map<String, Object> further = new HashMap<>();
            metadata.entrySet().forEach(each -> further.put(each.getKey(), each.getValue()));
            put(common, "further", further);
            usage(metadata.getUsage(), common);
            List<Object> filters = new ArrayList<>();
            if (metadata.getPromptMetadata() != null) {
                for (PromptFilterMetadata each : metadata.getPromptMetadata()) {
                    Map<String, Object> filter = new HashMap<>();
                    filter.put("index", each.getPromptIndex());
                    filter.put("filter", each.<Object>getContentFilterMetadata());
                    filters.add(filter);
                }
            }
            put(common, "prompts", filters);
        }
        return json;
    }

    private static void usage(@Nullable Usage usage, ObjectNode into) {
        if (usage == null || usage instanceof EmptyUsage) {
            return;
        }
        ObjectNode tokens;
        if (usage instanceof DefaultUsage && COUNTS.valueToTree(usage) instanceof ObjectNode all) {
            // Later versions count more.
            tokens = all;
            into.set("usage", all);
        } else {
            tokens = into.putObject("usage")
                    .put("promptTokens", usage.getPromptTokens())
                    .put("completionTokens", usage.getCompletionTokens())
                    .put("totalTokens", usage.getTotalTokens());
        }
        put(tokens, "nativeUsage", usage.getNativeUsage());
    }

    private static ObjectNode generation(Generation generation) {
        AssistantMessage message = generation.getOutput();
        if (message.getClass() != AssistantMessage.class) {
            throw new IllegalArgumentException(
                    "A " + message.getClass().getName() + " may hold more than is known here");
        }
        ObjectNode json = PlainData.MAPPER.createObjectNode();
        if (message.getText() != null) {
            json.put(TEXT, message.getText());
        }
        Map<String, Object> properties = new HashMap<>(message.getMetadata());
        properties.remove(MESSAGE_TYPE);
        put(json, "properties", properties);
        for (ToolCall call : message.getToolCalls()) {
            ObjectNode one = json.withArray("toolCalls").addObject();
            one.put("id", call.id());
            one.put("type", call.type());
            one.put("name", call.name());
            one.put("arguments", call.arguments());
        }
        for (Media media : message.getMedia()) {
            ObjectNode one = json.withArray("media").addObject();
            one.put("id", media.getId());
            one.put("name", media.getName());
            one.put("mime", media.getMimeType().toString());
            if (media.getData() instanceof byte[] bytes) {
                one.put("bytes", bytes);
            } else {
                one.put("uri", URI.create(media.getData().toString()).toString());
            }
        }
        ChatGenerationMetadata metadata = generation.getMetadata();
        if (metadata.getFinishReason() != null) {
            json.put("finishReason", metadata.getFinishReason());
        }
        put(json, "filters", List.copyOf(metadata.getContentFilters()));
        Map<String, Object> further = new HashMap<>();
        metadata.entrySet().forEach(each -> further.put(each.getKey(), each.getValue()));
        put(json, "further", further);
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        JsonNode written = PlainData.write(value);
        if (!written.isNull() && !(written.isContainerNode() && written.isEmpty()) && !"".equals(written.textValue())) {
            json.set(name, written);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static List<ChatResponse> read(String text) {
        try {
            JsonNode json = PlainData.MAPPER.readTree(text);
            if (json.path("version").intValue() != VERSION || json.path("parts").isEmpty()) {
                throw new IllegalArgumentException("Not an answer of a chat model, version " + VERSION);
            }
            List<ChatResponse> parts = new ArrayList<>();
            for (JsonNode part : json.path("parts")) {
                List<Generation> generations = new ArrayList<>();
                for (JsonNode each : part.path("generations")) {
                    generations.add(readGeneration(each));
                }
                parts.add(new ChatResponse(generations, readMetadata(part.path("metadata"))));
            }
            return parts;
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("Not an answer of a chat model: " + e.getMessage(), e);
        }
    }

    private static ChatResponseMetadata readMetadata(JsonNode json) throws JsonProcessingException {
        ChatResponseMetadata.Builder metadata = ChatResponseMetadata.builder()
                .id(json.path("id").asText(""))
                .model(json.path("model").asText(""));
        members(json.path("further")).forEach(metadata::keyValue);
        if (json.path("usage") instanceof ObjectNode tokens) {
            tokens.putPOJO("nativeUsage", PlainData.read(tokens.get("nativeUsage")));
            metadata.usage(PlainData.MAPPER.treeToValue(tokens, DefaultUsage.class));
        }
        List<PromptFilterMetadata> filters = new ArrayList<>();
        for (JsonNode each : json.path("prompts")) {
            filters.add(PromptFilterMetadata.from(each.path("index").intValue(), PlainData.read(each.path("filter"))));
        }
        return metadata.promptMetadata(PromptMetadata.of(filters)).build();
    }

    private static Generation readGeneration(JsonNode json) throws IOException {
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode each : json.path("toolCalls")) {
            calls.add(new ToolCall(
                    each.path("id").textValue(),
                    each.path("type").textValue(),
                    each.path("name").textValue(),
                    each.path("arguments").textValue()));
        }
        List<Media> media = new ArrayList<>();
        for (JsonNode each : json.path("media")) {
            Media.Builder one = Media.builder()
                    .id(each.path("id").textValue())
                    .name(each.path("name").textValue())
                    .mimeType(MimeType.valueOf(each.path("mime").textValue()));
            media.add((each.has("bytes")
                            ? one.data(new ByteArrayResource(each.path("bytes").binaryValue()))
                            : one.data(URI.create(each.path("uri").textValue())))
                    .build());
        }
        AssistantMessage message = AssistantMessage.builder()
                .content(json.path(TEXT).textValue())
                .properties(members(json.path("properties")))
                .toolCalls(calls)
                .media(media)
                .build();
        ChatGenerationMetadata metadata = ChatGenerationMetadata.builder()
                .finishReason(json.path("finishReason").textValue())
                .metadata(members(json.path("further")))
                .contentFilters(filters(json.path("filters")))
                .build();
        return new Generation(message, metadata);
    }

    private static Map<String, Object> members(JsonNode json) {
        Map<String, Object> members = new HashMap<>();
        if (PlainData.read(json) instanceof Map<?, ?> all) {
            all.forEach((name, value) -> members.put(String.valueOf(name), value));
        }
        return members;
    }

    private static Set<String> filters(JsonNode json) {
        Set<String> filters = new LinkedHashSet<>();
        json.forEach(each -> filters.add(each.asText()));
        return filters;
    }

    /** Which may be of any class. */
    @JsonIgnoreProperties("nativeUsage")
    private interface WithoutNativeUsage {}
}
