package io.refrain.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of the OpenAI API that go to the provider as they came. Only their outer shape is looked at here: what is in a schema or in a tool
 * is for the provider to say.
 */
final class FurtherParameters {
    static final String TOOLS = "tools";
    static final String TOOL_CHOICE = "tool_choice";
    static final String RESPONSE_FORMAT = "response_format";
    static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";
    static final String FREQUENCY_PENALTY = "frequency_penalty";
    static final String PRESENCE_PENALTY = "presence_penalty";

    private static final int MOST_TOOLS = 128;
    private static final int MOST_BIASES = 1_024;

    /** What each may be, and how that is told. */
    private static final Map<String, Rule> RULES = new LinkedHashMap<>();

    static {
        RULES.put(MAX_COMPLETION_TOKENS, whole(1, Integer.MAX_VALUE));
        RULES.put("reasoning_effort", text());
        RULES.put(FREQUENCY_PENALTY, number(-2, 2));
        RULES.put(PRESENCE_PENALTY, number(-2, 2));
        RULES.put("logit_bias", new Rule(FurtherParameters::isBias, "an object of numbers from -100 to 100"));
        RULES.put("n", whole(1, 1));
        RULES.put("user", text());
        RULES.put(
                RESPONSE_FORMAT,
                new Rule(
                        FurtherParameters::isFormat,
                        "an object with a type of text, json_object or json_schema, and json_schema for the last"));
        RULES.put(
                TOOLS,
                new Rule(
                        FurtherParameters::areTools,
                        "a list of 1 to " + MOST_TOOLS + " objects with type function and a function that has a name"));
        RULES.put(
                TOOL_CHOICE,
                new Rule(
                        node -> node.isObject()
                                || (node.isTextual()
                                        && List.of("none", "auto", "required").contains(node.textValue())),
                        "none, auto, required, or an object that names a function"));
        RULES.put("parallel_tool_calls", flag());
        RULES.put("logprobs", flag());
        RULES.put("top_logprobs", whole(0, 20));
    }

    /** Their names. */
    static final List<String> NAMES = List.copyOf(RULES.keySet());

    private FurtherParameters() {}

    /** Those that a question has. */
    static Map<String, Object> of(ObjectNode question) {
        Map<String, Object> found = new LinkedHashMap<>();
        RULES.forEach((name, rule) -> {
            JsonNode node = question.get(name);
            if (node != null && !node.isNull()) {
                if (!rule.admits.test(node)) {
                    throw BadQuestion.field(name, "'" + name + "' is not what it may be.", rule.allowed);
                }
                found.put(name, Objects.requireNonNull(PlainJson.of(node, name)));
            }
        });
        return found;
    }

    private static Rule text() {
        return new Rule(
                node -> node.isTextual() && !QuestionParser.isBlank(node.textValue()), "a text that is not blank");
    }

    private static Rule flag() {
        return new Rule(JsonNode::isBoolean, "true or false");
    }

    private static Rule number(int least, int most) {
        return new Rule(
                node -> node.isNumber() && node.doubleValue() >= least && node.doubleValue() <= most,
                "a number from " + least + " to " + most);
    }

    private static Rule whole(int least, int most) {
        return new Rule(
                node -> {
                    Integer whole = QuestionParser.whole(node);
                    return whole != null && whole >= least && whole <= most;
                },
                least == most ? String.valueOf(least) : "a whole number from " + least + " to " + most);
    }

    private static boolean isBias(JsonNode node) {
        if (!node.isObject() || node.size() > MOST_BIASES) {
            return false;
        }
        for (JsonNode bias : node) {
            if (!bias.isNumber() || Math.abs(bias.doubleValue()) > 100) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFormat(JsonNode node) {
        String type = node.path("type").textValue();
        return "text".equals(type)
                || "json_object".equals(type)
                || ("json_schema".equals(type) && node.path("json_schema").isObject());
    }

    private static boolean areTools(JsonNode node) {
        if (!node.isArray() || node.isEmpty() || node.size() > MOST_TOOLS) {
            return false;
        }
        for (JsonNode tool : node) {
            if (!"function".equals(tool.path("type").textValue())
                    || isBlank(tool.path("function").get("name"))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(@Nullable JsonNode node) {
        return node == null || !node.isTextual() || QuestionParser.isBlank(node.textValue());
    }

    /** @param allowed what is told when it is something else */
    private record Rule(Predicate<JsonNode> admits, String allowed) {}
}
