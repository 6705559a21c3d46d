package io.refrain.packaged;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;

/** Makes one request, from a sound one to an impossible one, byte by byte. For one thread. */
final class HostileRequest {
    private static final List<String> FIELDS = List.of(
            "prompt",
            "system",
            "model",
            "temperature",
            "top_p",
            "max_tokens",
            "stop",
            "seed",
            "messages",
            "key",
            "x",
            "");
    private static final List<String> VALUES = List.of(
            "\"a\"",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\u00c0\u0080\"",
            "\"\u00ff\"",
            "\"\u00e9\"",
            "\"a\\n\\u001b[31mERROR forged\"",
            "1e-2147483649",
            "1e2147483648",
            "-1e-2147483647",
            "1E400",
            "-0",
            "-0.0",
            "0.1",
            "1",
            "7.0",
            "2147483648",
            "9".repeat(101),
            "0." + "1".repeat(99),
            "00",
            "NaN",
            "Infinity",
            "null",
            "true",
            "[]",
            "{}",
            "[\"a\"]",
            "[1]",
            "[\"a\",\"b\",\"c\",\"d\",\"e\"]",
            "[".repeat(200),
            "{\"a\":".repeat(120),
            "[{\"role\":\"user\",\"content\":\"a\"}]",
            "[{\"role\":\"user\",\"content\":\"\\u0001\"}]",
            "[{\"role\":[],\"content\":{}}]",
            "[{}]",
            "'a'",
            "\"" + "a".repeat(5_000) + "\"",
            "/*c*/1",
            "\"\\x\"",
            "\"unfinished");
    private static final List<String> TEXTS = List.of(
            "a",
            "",
            "+",
            "%20",
            "%00",
            "%",
            "%4",
            "%zz",
            "%ff",
            "%fe",
            "%C3%BC",
            "%C0%80",
            "%ED%A0%80",
            "%F0%9F%98%80",
            "\u00c3\u00bc",
            "\u00ff",
            "1e-2147483649",
            "1e999999999",
            "0.5",
            "-1",
            "1",
            "a".repeat(9_000),
            "%0d%0aX:y",
            "\"<>^`{|}",
            "a=b",
            "=",
            "&&",
            "#",
            "?");
    private static final List<String> HEADERS = List.of(
            "Accept: ",
            "Accept: */*",
            "Accept: text/plain",
            "Accept: application/json;q=0",
            "Accept: ,",
            "Accept: a/b;c=\"",
            "Accept: text/plain;q=9",
            "Accept: \u00ff/*",
            "Accept: image/*, text/*;q=0.1",
            "Accept: text/plain;charset=\"x\"",
            "Accept: " + "a/b,".repeat(500),
            "Cache-Control: no-cache",
            "Cache-Control: no-store",
            "Cache-Control: only-if-cached",
            "Cache-Control: max-age=x, max-age=-1, =, \"",
            "Cache-Control: max-stale, min-fresh=99999999999999999999",
            "Cache-Control: stale-if-error=1e9",
            "Cache-Control: \u00ff\u00fe",
            "If-None-Match: *",
            "If-None-Match: W/\"a\", \"",
            "If-None-Match: ,,,",
            "If-Match: \"a\"",
            "If-Modified-Since: never",
            "Range: bytes=9-1",
            "Content-Type: ",
            "Content-Type: json",
            "Content-Type: application/json;charset=nope",
            "Content-Type: text/plain",
            "Content-Type: */*",
            "Content-Type: multipart/form-data; boundary=",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Encoding: br",
            "Content-Language: \u00ff",
            "Accept-Language: ;;",
            "Accept-Charset: ;q",
            "Accept-Encoding: \u0007",
            "Cookie: ==;\u00ff;",
            "Expect: nothing",
            "Origin: null",
            "Authorization: \u00ff",
            "Forwarded: for=;;;",
            "X-Forwarded-For: \u00ff",
            "X-HTTP-Method-Override: DELETE",
            "Upgrade: websocket",
            "Connection: upgrade",
            "TE: trailers",
            "X: " + "y".repeat(17_000),
            "Host: y",
            " folded: x",
            "No colon",
            ": x");
    private static final List<String> METHODS = List.of(
            "GET", "GET", "GET", "POST", "POST", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH", "TRACE", "get",
            "F\u00fc");
    private static final List<String> PATHS = List.of(
            "/chat",
            "/chat",
            "/chat",
            "/chat",
            "/chat/",
            "//chat",
            "/chat;a=b",
            "/%63hat",
            "/chat/..",
            "/../../etc",
            "/chat%00",
            "/\u00ff",
            "/q",
            "*",
            "",
            "chat",
            "http://x/chat",
            "http://",
            "/chat/" + "a/".repeat(300));

    private final Random random;

    HostileRequest(Random random) {
        this.random = random;
    }

    /** The bytes, each as a character. */
    String text() {
        String method = pick(METHODS);
        boolean withBody = method.equals("POST") || random.nextInt(6) == 0;
        String body = withBody ? body() : "";
        StringBuilder request = new StringBuilder(method)
                .append(' ')
                .append(pick(PATHS))
                .append(withBody && random.nextBoolean() ? "" : query())
                .append(random.nextInt(40) == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
        if (random.nextInt(30) != 0) {
            request.append("Host: ")
                    .append(random.nextInt(30) == 0 ? pick(TEXTS) : "localhost")
                    .append("\r\n");
        }
        request.append("Connection: close\r\n");
        if (withBody) {
            request.append("Content-Length: ").append(body.length()).append("\r\n");
            if (random.nextInt(8) != 0) {
                request.append("Content-Type: application/json\r\n");
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            request.append(pick(HEADERS)).append("\r\n");
        }
        request.append("\r\n").append(body);
        return random.nextInt(20) == 0 ? spoilt(request.toString()) : request.toString();
    }

    private String query() {
        StringBuilder query = new StringBuilder("?");
        if (random.nextInt(4) != 0) {
            query.append("prompt=a").append(random.nextInt(50)).append('&');
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            query.append(pick(FIELDS)).append('=').append(pick(TEXTS)).append('&');
        }
        return query.toString().replace(' ', '+');
    }

    private String body() {
        StringBuilder body = new StringBuilder("{");
        if (random.nextInt(4) != 0) {
            body.append("\"prompt\":\"a").append(random.nextInt(50)).append("\",");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            body.append('"')
                    .append(pick(FIELDS))
                    .append("\":")
                    .append(pick(VALUES))
                    .append(',');
        }
        if (body.charAt(body.length() - 1) == ',') {
            body.setLength(body.length() - 1);
        }
        String sound = body.append('}').toString();
        return random.nextInt(5) == 0 ? spoilt(sound) : sound;
    }

    /** With a few bytes changed, left out, doubled or cut off. */
    private String spoilt(String text) {
        StringBuilder spoilt = new StringBuilder(text);
        for (int i = 1 + random.nextInt(3); i > 0 && !spoilt.isEmpty(); i--) {
            int at = random.nextInt(spoilt.length());
            switch (random.nextInt(4)) {
                case 0 -> spoilt.setCharAt(at, (char) random.nextInt(256));
                case 1 -> spoilt.deleteCharAt(at);
                case 2 -> spoilt.insert(at, new String("\u20ac".getBytes(UTF_8), ISO_8859_1));
                default -> spoilt.setLength(at);
            }
        }
        return spoilt.toString();
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
