package io.refrain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.refrain.internal.protocol.Form;
import io.refrain.internal.protocol.Json;
import io.refrain.llm.LanguageModel;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Random;
import org.jboss.logging.Logger;

/**
 * Answers in the place of an upstream, in the shape of each endpoint, with the text of the built-in model, so that a client can be tried without a key.
 * Safe for use by several threads at once.
 */
final class DemoCalls implements Calls {
    private static final Logger LOG = Logger.getLogger("io.refrain.gateway");
    private static final int DIMENSIONS = 8;

    private final LanguageModel demo;
    private final Landing landing;
    private final InstantSource clock;

    DemoCalls(LanguageModel demo, Landing landing, InstantSource clock) {
        this.demo = demo;
        this.landing = landing;
        this.clock = clock;
    }

    @Override
    public void start(Question question, HttpServerRequest request, Buffer body, Flight flight) {
        String asked = lastText(question.body());
        ChatRequest chat = ChatRequest.builder()
                .messages(UserMessage.from(asked.isBlank() ? "(nothing)" : asked))
                .build();
        var unused = demo.stream(chat, part -> {}).whenComplete((said, e) -> {
            if (e == null) {
                answer(question, said, flight);
            } else {
                LOG.error("The demo failed", e);
                landing.fail(question, flight, ApiError.internal());
            }
        });
    }

    private void answer(Question question, ChatResponse said, Flight flight) {
        ObjectNode whole = whole(question, said);
        boolean events = question.form() != Form.WHOLE;
        flight.head(
                200,
                MultiMap.caseInsensitiveMultiMap()
                        .add("Content-Type", events ? "text/event-stream; charset=utf-8" : "application/json"));
        if (events) {
            question.endpoint()
                    .protocol()
                    .split(whole, question.form() == Form.EVENTS_WITH_USAGE)
                    .forEach(event -> flight.part(Buffer.buffer(event.text())));
        } else {
            flight.part(Buffer.buffer(whole.toString()));
        }
        landing.land(question, flight);
    }

    private ObjectNode whole(Question question, ChatResponse said) {
        String text = said.aiMessage().text();
        int in = said.tokenUsage().inputTokenCount();
        int out = said.tokenUsage().outputTokenCount();
        long created = clock.instant().getEpochSecond();
        ObjectNode whole = Json.object().put("id", said.id());
        String model = question.body().path("model").asText(demo.model());
        switch (question.endpoint()) {
            case CHAT_COMPLETIONS, COMPLETIONS -> {
                boolean chat = question.endpoint() == Endpoint.CHAT_COMPLETIONS;
                whole.put("object", chat ? "chat.completion" : "text_completion")
                        .put("created", created)
                        .put("model", model);
                ObjectNode choice = whole.putArray("choices").addObject().put("index", 0);
                if (chat) {
                    choice.putObject("message").put("role", "assistant").put("content", text);
                } else {
                    choice.put("text", text);
                }
                choice.putNull("logprobs").put("finish_reason", "stop");
                usage(whole, "prompt_tokens", in, "completion_tokens", out).put("total_tokens", in + out);
            }
            case RESPONSES -> {
                whole.put("object", "response")
                        .put("created_at", created)
                        .put("status", "completed")
                        .put("model", model)
                        .putNull("error");
                ObjectNode message = whole.putArray("output")
                        .addObject()
                        .put("type", "message")
                        .put("id", "msg-" + said.id())
                        .put("status", "completed")
                        .put("role", "assistant");
                message.putArray("content")
                        .addObject()
                        .put("type", "output_text")
                        .put("text", text)
                        .putArray("annotations");
                whole.put("parallel_tool_calls", true)
                        .put("tool_choice", "auto")
                        .putArray("tools");
                usage(whole, "input_tokens", in, "output_tokens", out).put("total_tokens", in + out);
            }
            case MESSAGES -> {
                whole.put("type", "message").put("role", "assistant").put("model", model);
                whole.putArray("content").addObject().put("type", "text").put("text", text);
                whole.put("stop_reason", "end_turn").putNull("stop_sequence");
                usage(whole, "input_tokens", in, "output_tokens", out);
            }
            case EMBEDDINGS -> embeddings(whole, question.body(), model);
        }
        return whole;
    }

    private static ObjectNode usage(ObjectNode whole, String input, int in, String output, int out) {
        return whole.putObject("usage").put(input, in).put(output, out);
    }

    /** Equal texts have equal vectors, which mean nothing. */
    private static void embeddings(ObjectNode whole, JsonNode question, String model) {
        whole.removeAll();
        ArrayNode data = whole.put("object", "list").put("model", model).putArray("data");
        JsonNode input = question.path("input");
        boolean several = input.isArray() && !input.path(0).isNumber();
        int count = several ? input.size() : 1;
        for (int i = 0; i < count; i++) {
            Random random =
                    new Random((several ? input.get(i) : input).toString().hashCode());
            ArrayNode vector =
                    data.addObject().put("object", "embedding").put("index", i).putArray("embedding");
            for (int dimension = 0; dimension < DIMENSIONS; dimension++) {
                vector.add(random.nextFloat());
            }
        }
        whole.putObject("usage").put("prompt_tokens", count).put("total_tokens", count);
    }

    /** What was said last, wherever the endpoint has it. */
    private static String lastText(JsonNode body) {
        for (String list : new String[] {"messages", "input", "prompt"}) {
            JsonNode said = body.path(list);
            if (said.isTextual()) {
                return said.textValue();
            }
            for (int i = said.size() - 1; i >= 0; i--) {
                String text = text(said.get(i));
                if (!text.isBlank()) {
                    return text;
                }
            }
        }
        return "";
    }

    private static String text(JsonNode message) {
        if (message.isTextual()) {
            return message.textValue();
        }
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.toString();
    }
}
