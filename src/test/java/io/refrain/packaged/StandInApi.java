package io.refrain.packaged;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who speaks the APIs of OpenAI and Anthropic, whole and in events: calls the first tool it is offered, answers in two parts where a schema is
 * given, otherwise in words. Each answer has an id of its own. Safe for use by several threads at once.
 */
final class StandInApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.ALLOW_SINGLE_QUOTES);
    private static final String TEXT = "Grüße 🙂, a cache walks into a bar and answers before anybody asks";
    private static final String ARGUMENTS = "{\"city\":\"Paris\"}";
    private static final String JOKE = "{\"setup\": \"A cache walks into a bar\", \"punchline\": \"Grüße 🙂\"}";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger answers = new AtomicInteger();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Queue<String> twice = new ConcurrentLinkedQueue<>();

    StandInApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/", this::handle);
        server.start();
    }

    /** Up to and including the version. */
    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** The questions that it was asked more than once, however their answers were wanted. */
    List<String> askedTwice() {
        return List.copyOf(twice);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        ObjectNode question = body.length == 0 ? JSON.createObjectNode() : (ObjectNode) JSON.readTree(body);
        boolean stream = question.path("stream").asBoolean();
        boolean usage = question.path("stream_options").path("include_usage").asBoolean();
        boolean passedOn = path.equals("/v1/models") || path.endsWith("/count_tokens");
        question.remove(List.of("stream", "stream_options"));
        if (!passedOn && !asked.add(path + " " + question)) {
            twice.add(path + " " + question);
        }
        int number = answers.incrementAndGet();
        switch (path) {
            case "/v1/models" ->
                send(exchange, 200, read("{'object':'list','data':[{'id':'stand-in','object':'model'}]}"));
            case "/v1/messages/count_tokens" -> send(exchange, 200, read("{'input_tokens':5}"));
            case "/v1/embeddings" -> send(exchange, 200, embeddings(question));
            case "/v1/chat/completions" -> {
                ObjectNode whole = chat(question, number);
                send(exchange, stream ? chatEvents(whole, usage) : null, whole);
            }
            case "/v1/completions" -> {
                ObjectNode whole = completion(question, number);
                send(exchange, stream ? completionEvents(whole) : null, whole);
            }
            case "/v1/responses" -> {
                ObjectNode whole = response(question, number);
                send(exchange, stream ? responseEvents(whole) : null, whole);
            }
            case "/v1/messages" -> {
                ObjectNode whole = message(question, number);
                send(exchange, stream ? messageEvents(whole) : null, whole);
            }
            default -> send(exchange, 404, read("{'error':{'message':'There is no such thing','type':'not_found'}}"));
        }
    }

    private static void send(HttpExchange exchange, int status, ObjectNode whole) throws IOException {
        byte[] bytes = whole.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** @param events null when the whole is wanted */
    private static void send(HttpExchange exchange, @Nullable List<String> events, ObjectNode whole)
            throws IOException {
        if (events == null) {
            send(exchange, 200, whole);
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (String event : events) {
                out.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    // What is said.

    private static String text(ObjectNode question) {
        boolean schema = question.toString().contains("\"json_schema\"");
        return schema ? JOKE : TEXT;
    }

    private static boolean calls(ObjectNode question) {
        return !question.path("tools").isEmpty();
    }

    private ObjectNode chat(ObjectNode question, int number) {
        ObjectNode whole = read("{'id':'chatcmpl-" + number + "','object':'chat.completion','created':1763856000,"
                + "'choices':[{'index':0,'message':{'role':'assistant','content':null,'refusal':null},'logprobs':null,"
                + "'finish_reason':'stop'}],'usage':{'prompt_tokens':11,'completion_tokens':7,'total_tokens':18},"
                + "'system_fingerprint':'fp_1'}");
        whole.set("model", question.path("model"));
        ObjectNode choice = (ObjectNode) whole.path("choices").path(0);
        ObjectNode message = (ObjectNode) choice.path("message");
        if (calls(question)) {
            choice.put("finish_reason", "tool_calls");
            ObjectNode call = message.putArray("tool_calls").addObject();
            call.put("id", "call_" + number).put("type", "function");
            call.putObject("function")
                    .put(
                            "name",
                            question.path("tools")
                                    .path(0)
                                    .path("function")
                                    .path("name")
                                    .asText())
                    .put("arguments", ARGUMENTS);
        } else {
            message.put("content", text(question));
        }
        return whole;
    }

    private static ObjectNode completion(ObjectNode question, int number) {
        ObjectNode whole = read("{'id':'cmpl-" + number + "','object':'text_completion','created':1763856000,"
                + "'choices':[{'index':0,'logprobs':null,'finish_reason':'stop'}],"
                + "'usage':{'prompt_tokens':11,'completion_tokens':7,'total_tokens':18}}");
        whole.set("model", question.path("model"));
        ((ObjectNode) whole.path("choices").path(0)).put("text", text(question));
        return whole;
    }

    private static ObjectNode response(ObjectNode question, int number) {
        ObjectNode whole =
                read("{'id':'resp_" + number + "','object':'response','created_at':1763856000,'status':'completed',"
                        + "'error':null,'incomplete_details':null,'instructions':null,'metadata':{},'parallel_tool_calls':true,"
                        + "'temperature':1.0,'tool_choice':'auto','tools':[],'top_p':1.0,'output':[],'usage':{'input_tokens':11,"
                        + "'input_tokens_details':{'cached_tokens':0},'output_tokens':7,'output_tokens_details':{'reasoning_tokens':0},"
                        + "'total_tokens':18}}");
        whole.set("model", question.path("model"));
        ArrayNode output = (ArrayNode) whole.path("output");
        if (calls(question)) {
            output.addObject()
                    .put("type", "function_call")
                    .put("id", "fc_" + number)
                    .put("call_id", "call_" + number)
                    .put("status", "completed")
                    .put("name", question.path("tools").path(0).path("name").asText())
                    .put("arguments", ARGUMENTS);
        } else {
            ObjectNode message = output.addObject()
                    .put("type", "message")
                    .put("id", "msg_" + number)
                    .put("status", "completed")
                    .put("role", "assistant");
            ObjectNode part = message.putArray("content").addObject();
            part.put("type", "output_text").put("text", text(question));
            part.putArray("annotations");
            part.putArray("logprobs");
        }
        return whole;
    }

    private static ObjectNode message(ObjectNode question, int number) {
        ObjectNode whole = read("{'id':'msg_" + number + "','type':'message','role':'assistant','content':[],"
                + "'stop_reason':'end_turn','stop_sequence':null,'usage':{'input_tokens':11,'output_tokens':7}}");
        whole.set("model", question.path("model"));
        ObjectNode block = ((ArrayNode) whole.path("content")).addObject();
        if (calls(question)) {
            whole.put("stop_reason", "tool_use");
            block.put("type", "tool_use").put("id", "toolu_" + number);
            block.put("name", question.path("tools").path(0).path("name").asText());
            block.set("input", read(ARGUMENTS));
        } else {
            block.put("type", "text").put("text", text(question));
        }
        return whole;
    }

    /** Numbers that are made of the item, so that each has its own wherever it is. */
    private static ObjectNode embeddings(ObjectNode question) {
        ObjectNode whole = read("{'object':'list','usage':{'prompt_tokens':9,'total_tokens':9}}");
        whole.set("model", question.path("model"));
        ArrayNode data = whole.putArray("data");
        JsonNode input = question.path("input");
        boolean several = input.isArray() && !input.path(0).isNumber();
        for (int i = 0; i < (several ? input.size() : 1); i++) {
            ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            ObjectNode item = data.addObject().put("object", "embedding").put("index", i);
            ArrayNode numbers = JSON.createArrayNode();
            int hash = (several ? input.path(i) : input).toString().hashCode();
            for (int dimension = 0; dimension < 4; dimension++) {
                float number = (hash >> (8 * dimension) & 255) / 256f;
                bytes.putFloat(number);
                numbers.add(number);
            }
            if (question.path("encoding_format").asText("").equals("base64")) {
                item.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
            } else {
                item.set("embedding", numbers);
            }
        }
        return whole;
    }

    // The same in events.

    private static List<String> chatEvents(ObjectNode whole, boolean usage) {
        List<String> events = new ArrayList<>();
        JsonNode message = whole.path("choices").path(0).path("message");
        chunk(events, whole, "{'role':'assistant','content':'','refusal':null}", null);
        for (String word : words(message.path("content").asText(""))) {
            chunk(events, whole, JSON.createObjectNode().put("content", word).toString(), null);
        }
        for (JsonNode call : message.path("tool_calls")) {
            ObjectNode begun = call.deepCopy();
            begun.put("index", 0);
            ((ObjectNode) begun.path("function")).put("arguments", "");
            chunk(events, whole, "{'tool_calls':[" + begun + "]}", null);
            for (String part : words(ARGUMENTS)) {
                ObjectNode delta = JSON.createObjectNode().put("index", 0);
                delta.putObject("function").put("arguments", part);
                chunk(events, whole, "{'tool_calls':[" + delta + "]}", null);
            }
        }
        chunk(
                events,
                whole,
                "{}",
                whole.path("choices").path(0).path("finish_reason").asText());
        if (usage) {
            ObjectNode last = whole.deepCopy().put("object", "chat.completion.chunk");
            last.putArray("choices");
            events.add("data: " + last);
        }
        events.add("data: [DONE]");
        return events;
    }

    private static void chunk(List<String> events, ObjectNode whole, String delta, @Nullable String finish) {
        ObjectNode chunk = whole.deepCopy().put("object", "chat.completion.chunk");
        chunk.remove("usage");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", read(delta));
        choice.putNull("logprobs").put("finish_reason", finish);
        events.add("data: " + chunk);
    }

    private static List<String> completionEvents(ObjectNode whole) {
        List<String> events = new ArrayList<>();
        for (String word : words(whole.path("choices").path(0).path("text").asText())) {
            ObjectNode chunk = whole.deepCopy();
            chunk.remove("usage");
            ((ObjectNode) chunk.path("choices").path(0)).put("text", word).putNull("finish_reason");
            events.add("data: " + chunk);
        }
        ObjectNode last = whole.deepCopy();
        last.remove("usage");
        ((ObjectNode) last.path("choices").path(0)).put("text", "");
        events.add("data: " + last);
        events.add("data: [DONE]");
        return events;
    }

    private static List<String> responseEvents(ObjectNode whole) {
        List<String> events = new ArrayList<>();
        ObjectNode begun = whole.deepCopy().put("status", "in_progress");
        begun.putArray("output");
        begun.putNull("usage");
        JsonNode item = whole.path("output").path(0);
        String place = "'item_id':'" + item.path("id").asText() + "','output_index':0";
        numbered(events, "response.created", "'response':" + begun);
        numbered(events, "response.in_progress", "'response':" + begun);
        ObjectNode empty = item.deepCopy();
        empty.put("status", "in_progress");
        if (item.has("arguments")) {
            numbered(events, "response.output_item.added", "'output_index':0,'item':" + empty.put("arguments", ""));
            for (String part : words(ARGUMENTS)) {
                numbered(events, "response.function_call_arguments.delta", place + ",'delta':" + quoted(part));
            }
            numbered(events, "response.function_call_arguments.done", place + ",'arguments':" + quoted(ARGUMENTS));
        } else {
            empty.putArray("content");
            numbered(events, "response.output_item.added", "'output_index':0,'item':" + empty);
            ObjectNode part = item.path("content").path(0).deepCopy();
            String text = part.path("text").asText();
            place += ",'content_index':0";
            numbered(
                    events,
                    "response.content_part.added",
                    place + ",'part':" + part.deepCopy().put("text", ""));
            for (String word : words(text)) {
                numbered(events, "response.output_text.delta", place + ",'logprobs':[],'delta':" + quoted(word));
            }
            numbered(events, "response.output_text.done", place + ",'logprobs':[],'text':" + quoted(text));
            numbered(events, "response.content_part.done", place + ",'part':" + part);
        }
        numbered(events, "response.output_item.done", "'output_index':0,'item':" + item);
        numbered(events, "response.completed", "'response':" + whole);
        return events;
    }

    private static void numbered(List<String> events, String type, String members) {
        events.add("event: " + type + "\ndata: "
                + read("{'type':'" + type + "','sequence_number':" + events.size() + "," + members + "}"));
    }

    private static List<String> messageEvents(ObjectNode whole) {
        List<String> events = new ArrayList<>();
        ObjectNode begun = whole.deepCopy();
        begun.putArray("content");
        begun.putNull("stop_reason");
        named(events, "message_start", "'message':" + begun);
        ObjectNode block = whole.path("content").path(0).deepCopy();
        boolean tool = block.has("input");
        String text = block.path("text").asText("");
        if (tool) {
            block.putObject("input");
        } else {
            block.put("text", "");
        }
        named(events, "content_block_start", "'index':0,'content_block':" + block);
        named(events, "ping", "'x':1");
        for (String word : words(tool ? ARGUMENTS : text)) {
            named(
                    events,
                    "content_block_delta",
                    "'index':0,'delta':{"
                            + (tool ? "'type':'input_json_delta','partial_json':" : "'type':'text_delta','text':")
                            + quoted(word) + "}");
        }
        named(events, "content_block_stop", "'index':0");
        named(
                events,
                "message_delta",
                "'delta':{'stop_reason':" + whole.path("stop_reason")
                        + ",'stop_sequence':null},'usage':{'output_tokens':7}");
        named(events, "message_stop", "'x':1");
        return events;
    }

    private static void named(List<String> events, String type, String members) {
        ObjectNode event = read("{'type':'" + type + "'," + members + "}");
        event.remove("x");
        events.add("event: " + type + "\ndata: " + event);
    }

    private static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("(?<=[ :])"));
    }

    /** JSON in which the quotes may be single ones. */
    private static ObjectNode read(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
