package io.refrain.langchain;

import com.fasterxml.jackson.databind.JsonNode;
import io.refrain.cassette.CanonicalJson;
import java.util.Map;

/** Writes JSON as Python's {@code json.dumps(value, ensure_ascii=False)} does, which LangChain sends as the arguments of a call. Has no state. */
final class PythonJson {
    private PythonJson() {}

    static String of(JsonNode value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(JsonNode value, StringBuilder out) {
        if (value.isObject()) {
            String before = "{";
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                CanonicalJson.write(member.getKey(), out.append(before));
                write(member.getValue(), out.append(": "));
                before = ", ";
            }
            out.append(value.isEmpty() ? "{}" : "}");
        } else if (value.isArray()) {
            String before = "[";
            for (JsonNode each : value) {
                write(each, out.append(before));
                before = ", ";
            }
            out.append(value.isEmpty() ? "[]" : "]");
        } else if (value.isTextual()) {
            CanonicalJson.write(value.textValue(), out);
        } else {
            out.append(value.asText());
        }
    }
}
