package app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A server in the place of one that costs. */
record StandIn(int port) {
    private static final String ANSWER =
            """
            {"id":"1","object":"chat.completion","created":1,"model":"stand-in","choices":[{"index":0,"finish_reason":"%s",
            "message":{"role":"assistant","content":%s}}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""";
    private static final String PART =
            """
            {"id":"1","object":"chat.completion.chunk","created":1,"model":"stand-in","choices":[{"index":0,"finish_reason":%s,"delta":{"role":"assistant","content":"%s"}}]}""";

    static StandIn start(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", StandIn::answer);
        server.start();
        return new StandIn(server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            System.out.println("computed");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean streams = body.matches("(?s).*\"stream\"\\s*:\\s*true.*");
            String answer;
            if (streams) {
                answer = event(PART.formatted("null", "forty ")) + event(PART.formatted("null", "two"))
                        + event(PART.formatted("\"stop\"", "")) + "data: [DONE]\n\n";
            } else if (body.contains("Which?")) {
                answer = ANSWER.formatted("stop", "\"{\\\"city\\\":\\\"Ulm\\\"}\"");
            } else if (body.contains("How is it?") && !body.contains("rain")) {
                answer = ANSWER.formatted(
                        "tool_calls",
                        """
                        null,"tool_calls":[{"id":"c","type":"function","function":{"name":"weather","arguments":"{}"}}]""");
            } else {
                answer = ANSWER.formatted("stop", body.contains("rain") ? "\"It is rain\"" : "\"42\"");
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", streams ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }
}
