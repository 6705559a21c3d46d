package io.refrain.springai;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.refrain.cassette.CanonicalJson;
import io.refrain.internal.answers.ClassesOfAllButContainers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.model.ModelOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * Names a question: a SHA-256, in lowercase hexadecimal, over the {@linkplain CanonicalJson canonical JSON} of all that an answer depends on: every message
 * with its media, calls of tools and their results, every option, the definitions of the tools, the model and the options it has by itself. Safe for use
 * by several threads at once.
 */
final class QuestionKey {
    /** Changes when the same question would get another key, so that old entries are missed rather than mistaken. */
    private static final int SCHEMA = 1;

    /** No part of a question: who runs tools and what is handed to them, and how the provider is reached and paid. */
    private static final Set<String> NOT_ASKED = Set.of(
            "toolContext", "internalToolExecutionEnabled", "apiKey", "credential", "timeout", "maxRetries", "proxy");

    /** What came with an answer that is said again as history: numbers of exchanges, not what was said. */
    private static final Set<String> ACCOUNTING = Set.of("messageType", "id", "role", "index", "finishReason", "usage");

    /** As {@link Media} makes one, anew for each object. */
    private static final Pattern MADE_UP_NAME =
            Pattern.compile("media-.*-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    /**
     * Sees the fields of options and messages, whatever their class and its annotations, so that one that Spring AI adds takes part by itself, and tells
     * apart objects that differ in nothing but their class. Only ever writes.
     */
    private static final JsonMapper MAPPER = mapper();

    private QuestionKey() {}

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .disable(MapperFeature.USE_ANNOTATIONS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .visibility(PropertyAccessor.ALL, Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .addModule(new SimpleModule()
                        .addSerializer(new MediaWriter())
                        .addSerializer(new ToolWriter())
                        .setSerializerModifier(new WhatIsAsked()))
                .build();
        mapper.setDefaultTyping(new ClassesOfAllButContainers());
        return mapper;
    }

    /**
     * The key of a question.
     *
     * @throws IllegalArgumentException when a text in it is not well-formed Unicode, a number is not finite, or something in it cannot be written
     * @throws IllegalStateException when its fields cannot be seen
     */
    static String of(Question question) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("adapter", "spring-ai")
                .put("schema", SCHEMA)
                .put("model", question.model().name());
        json.set("defaults", options(question.defaults()));
        json.set("options", options(question.options()));
        ArrayNode messages = json.putArray("messages");
        for (Message message : question.prompt().getInstructions()) {
            messages.add(message(message));
        }
        json.set("context", MAPPER.valueToTree(question.context()));
        return CanonicalJson.sha256(CanonicalJson.of(json));
    }

    /**
     * What all texts of a request for embeddings have in common.
     *
     * @throws IllegalArgumentException as {@link #of} does
     * @throws IllegalStateException as {@link #of} does
     */
    static String ofEmbeddings(String model, @Nullable EmbeddingOptions defaults, @Nullable EmbeddingOptions options) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("adapter", "spring-ai-embedding").put("schema", SCHEMA).put("model", model);
        json.set("defaults", options(defaults));
        json.set("options", options(options));
        return CanonicalJson.sha256(CanonicalJson.of(json));
    }

    /** The key of one text of a {@linkplain #ofEmbeddings request}. */
    static String ofText(String embeddings, String text) {
        return ofItem(embeddings, "text", MAPPER.getNodeFactory().textNode(text));
    }

    /** The key of a document: of all that may be embedded of it, whatever the model takes. */
    static String ofDocument(String embeddings, Document document) {
        ObjectNode fields = fields(document);
        fields.remove(List.of("id", "score"));
        return ofItem(embeddings, "document", fields);
    }

    private static String ofItem(String embeddings, String kind, JsonNode item) {
        ObjectNode json = MAPPER.createObjectNode().put("embeddings", embeddings);
        json.set(kind, item);
        return CanonicalJson.sha256(CanonicalJson.of(json));
    }

    private static JsonNode options(@Nullable ModelOptions options) {
        if (options == null) {
            return MAPPER.nullNode();
        }
        ObjectNode typed =
                MAPPER.createObjectNode().put("type", options.getClass().getName());
        ObjectNode fields = fields(options);
        if (fields.get("toolNames") instanceof ArrayNode names) {
            // A set, which has no order.
            Set<String> sorted = new TreeSet<>();
            names.forEach(name -> sorted.add(name.asText()));
            fields.set("toolNames", MAPPER.valueToTree(List.copyOf(sorted)));
        }
        typed.set("fields", fields);
        return typed;
    }

    private static JsonNode message(Message message) {
        ObjectNode typed = MAPPER.createObjectNode()
                .put("type", message.getMessageType().name())
                .put("class", message.getClass().getName());
        ObjectNode fields = fields(message);
        fields.remove("messageType");
        if (fields.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(ACCOUNTING);
        }
        typed.set("message", fields);
        return typed;
    }

    /** A native executable in which a class is not registered for reflection would see none of its fields: then all would be equal. */
    private static ObjectNode fields(Object source) {
        JsonNode tree = MAPPER.valueToTree(source);
        if (!(tree instanceof ObjectNode fields) || fields.isEmpty()) {
            throw new IllegalStateException("The fields of " + source.getClass().getName()
                    + " cannot be seen, so questions could not be told apart; register the class for reflection");
        }
        return fields;
    }

    /** Leaves out of options what no answer depends on. */
    private static final class WhatIsAsked extends BeanSerializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription description, List<BeanPropertyWriter> properties) {
            if (ModelOptions.class.isAssignableFrom(description.getBeanClass())) {
                properties.removeIf(property -> NOT_ASKED.contains(property.getName()));
            }
            return properties;
        }
    }

    /** Writes something as what is told of it, without its class. */
    private abstract static class Told<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1;

        Told(Class<T> type) {
            super(type);
        }

        abstract Map<String, Object> told(T value);

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(told(value), out);
        }

        @Override
        public void serializeWithType(T value, JsonGenerator out, SerializerProvider provider, TypeSerializer typing)
                throws IOException {
            serialize(value, out, provider);
        }
    }

    private static final class MediaWriter extends Told<Media> {
        private static final long serialVersionUID = 1;

        MediaWriter() {
            super(Media.class);
        }

        @Override
        Map<String, Object> told(Media media) {
            String name = media.getName();
            return Map.of(
                    "mime",
                    media.getMimeType().toString(),
                    "name",
                    name == null || MADE_UP_NAME.matcher(name).matches() ? "" : name,
                    media.getData() instanceof byte[] ? "bytes" : "text",
                    media.getData() instanceof byte[] bytes
                            ? bytes
                            : media.getData().toString());
        }
    }

    private static final class ToolWriter extends Told<ToolCallback> {
        private static final long serialVersionUID = 1;

        ToolWriter() {
            super(ToolCallback.class);
        }

        @Override
        Map<String, Object> told(ToolCallback tool) {
            return Map.of(
                    "name", tool.getToolDefinition().name(),
                    "description", tool.getToolDefinition().description(),
                    "schema", tool.getToolDefinition().inputSchema());
        }
    }
}
