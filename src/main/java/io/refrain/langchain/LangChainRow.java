package io.refrain.langchain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.cassette.RecordedAnswer;
import io.refrain.cassette.RecordedQuestion;
import io.refrain.cassette.Recording;
import io.refrain.cassette.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A row of LangChain's cache as the request that LangChain's {@code ChatOpenAI} sends, and the answer to it. Has no state. */
final class LangChainRow {
    private static final String PATH = "/v1/chat/completions";

    /** Between the model and the parameters of one call. */
    private static final String BETWEEN = "---";

    private static final List<String> MODEL = List.of("langchain", "chat_models", "openai", "ChatOpenAI");

    /** Models to which LangChain gives the role {@code developer} in the place of {@code system}. */
    private static final Pattern REASONING = Pattern.compile("o\\d");

    /** Fields of a model that go into the request, and under which name. */
    private static final Map<String, String> SENT = Map.ofEntries(
            Map.entry("model_name", "model"),
            Map.entry("model", "model"),
            Map.entry("temperature", "temperature"),
            Map.entry("top_p", "top_p"),
            Map.entry("max_tokens", "max_completion_tokens"),
            Map.entry("seed", "seed"),
            Map.entry("stop", "stop"),
            Map.entry("frequency_penalty", "frequency_penalty"),
            Map.entry("presence_penalty", "presence_penalty"),
            Map.entry("logprobs", "logprobs"),
            Map.entry("top_logprobs", "top_logprobs"),
            Map.entry("logit_bias", "logit_bias"),
            Map.entry("reasoning_effort", "reasoning_effort"),
            Map.entry("service_tier", "service_tier"),
            Map.entry("verbosity", "verbosity"));

    /** Fields of a model that change nothing of what is asked: where, by whom, and how it is waited for. */
    private static final Set<String> NOT_SENT = Set.of(
            "openai_api_base",
            "openai_api_key",
            "openai_organization",
            "openai_proxy",
            "request_timeout",
            "timeout",
            "max_retries",
            "streaming",
            "stream_usage",
            "stream_chunk_timeout",
            "output_version",
            "tags",
            "metadata",
            "verbose",
            "cache",
            "disable_streaming");

    private LangChainRow() {}

    /**
     * What a cassette has of it.
     *
     * @throws NotMapped when the request is not known to the letter, or the answer is none
     */
    static Recording recording(String prompt, String llm, String response) throws NotMapped {
        ObjectNode body = body(llm);
        String system = REASONING.matcher(body.path("model").asText()).lookingAt() ? "developer" : "system";
        body.set("messages", messages(json(prompt, "its prompt is not a list of messages"), system));
        ObjectNode answer = answer(json(response, "its answer is not JSON, as that of other versions of LangChain"));
        String reason = answer.path("choices").path(0).path("finish_reason").asText();
        return new Recording(
                new RecordedQuestion(PATH, body),
                RecordedAnswer.json(200, Map.of(), answer),
                reason.equals("stop") || reason.equals("tool_calls"));
    }

    private static JsonNode json(String text, String otherwise) throws NotMapped {
        try {
            return StrictJson.read(text);
        } catch (JsonProcessingException e) {
            throw new NotMapped(otherwise);
        }
    }

    private static ObjectNode body(String llm) throws NotMapped {
        int end = llm.indexOf("}" + BETWEEN + "[");
        if (end < 0) {
            throw new NotMapped("its model is not one of chat, or of another version of LangChain");
        }
        JsonNode model = json(llm.substring(0, end + 1), "its model is not JSON");
        require(names(model.path("id")).equals(MODEL), "its model is not ChatOpenAI");
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : model.path("kwargs").properties()) {
            String name = SENT.get(field.getKey());
            if (name != null) {
                put(body, name, field.getValue());
            } else if (field.getKey().equals("model_kwargs")) {
                field.getValue().properties().forEach(each -> put(body, each.getKey(), each.getValue()));
            } else {
                require(
                        NOT_SENT.contains(field.getKey()),
                        "its model has " + field.getKey() + ", whose part in the request is not known");
            }
        }
        for (JsonNode parameter : PythonLiteral.read(llm.substring(end + 1 + BETWEEN.length()))) {
            String name = parameter.path(0).textValue();
            if (name == null || parameter.size() != 2) {
                throw new NotMapped("its parameters are not a list of pairs");
            }
            require(
                    !name.startsWith("ls_") && !name.equals("n"),
                    "its call has " + name + ", whose part in the request is not known");
            put(body, name.equals("max_tokens") ? "max_completion_tokens" : name, parameter.path(1));
        }
        require(body.path("model").isTextual(), "its model has no name");
        return body;
    }

    private static List<String> names(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static void put(ObjectNode body, String name, JsonNode value) {
        if (!value.isNull() && !value.isMissingNode()) {
            body.set(name, value);
        }
    }

    private static void require(boolean holds, String otherwise) throws NotMapped {
        if (!holds) {
            throw new NotMapped(otherwise);
        }
    }

    private static ArrayNode messages(JsonNode prompt, String system) throws NotMapped {
        require(prompt.isArray() && !prompt.isEmpty(), "its prompt is not a list of messages");
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        for (JsonNode each : prompt) {
            messages.add(message(each.path("kwargs"), system));
        }
        return messages;
    }

    private static ObjectNode message(JsonNode message, String system) throws NotMapped {
        String type = message.path("type").asText();
        ObjectNode sent = JsonNodeFactory.instance.objectNode();
        put(sent, "name", message.path("name"));
        JsonNode content = message.path("content");
        require(content.isTextual() || content.isArray(), "a message has no content");
        switch (type) {
            case "human" -> sent.put("role", "user").set("content", content);
            case "system" -> sent.put("role", system).set("content", content);
            case "tool" ->
                sent.put("role", "tool")
                        .put("tool_call_id", message.path("tool_call_id").asText())
                        .set("content", content);
            case "ai" -> assistant(message, sent);
            default -> throw new NotMapped("a message is of type " + type);
        }
        return sent;
    }

    private static void assistant(JsonNode message, ObjectNode sent) throws NotMapped {
        JsonNode content = message.path("content");
        require(content.isTextual(), "an answer has parts");
        require(message.path("invalid_tool_calls").isEmpty(), "a call of a tool cannot be read");
        sent.put("role", "assistant");
        ArrayNode calls = calls(message.path("tool_calls"));
        if (calls == null) {
            sent.set("content", content);
        } else {
            sent.put("content", content.textValue().isEmpty() ? null : content.textValue())
                    .set("tool_calls", calls);
        }
    }

    /** Null when there are none. */
    private static @Nullable ArrayNode calls(JsonNode calls) {
        if (calls.isEmpty()) {
            return null;
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode call : calls) {
            all.addObject()
                    .put("type", "function")
                    .put("id", call.path("id").textValue())
                    .putObject("function")
                    .put("name", call.path("name").asText())
                    .put("arguments", PythonJson.of(call.path("args")));
        }
        return all;
    }

    private static ObjectNode answer(JsonNode generation) throws NotMapped {
        JsonNode message = generation.path("kwargs").path("message").path("kwargs");
        require(message.path("type").asText().equals("ai"), "its answer is not one of chat");
        JsonNode metadata = message.path("response_metadata");
        JsonNode reason = metadata.path("finish_reason");
        require(reason.isTextual(), "its answer does not say why it ended");
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("id", metadata.path("id").asText("chatcmpl-imported"))
                .put("object", "chat.completion")
                .put("created", 0)
                .put("model", metadata.path("model_name").asText());
        put(answer, "system_fingerprint", metadata.path("system_fingerprint"));
        ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
        ObjectNode said = choice.putObject("message");
        assistant(message, said);
        put(said, "refusal", message.path("additional_kwargs").path("refusal"));
        put(choice, "logprobs", metadata.path("logprobs"));
        choice.set("finish_reason", reason);
        put(answer, "usage", metadata.path("token_usage"));
        return answer;
    }
}
