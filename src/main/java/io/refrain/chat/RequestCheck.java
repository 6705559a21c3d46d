package io.refrain.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.refrain.http.ApiPaths;
import io.refrain.quarkus.ChatConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses, with a problem, what the server would refuse without one, or fail at: what is too long, before it is read, and what is no proper request.
 * Safe for use by several threads at once.
 */
@Singleton
class RequestCheck {
    /** Before the server looks for itself. */
    private static final int PRIORITY = 1_000_000;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final Pattern MEDIA_RANGE = Pattern.compile(TOKEN + "/" + TOKEN + "(?:[ \t]*+;[ \t]*+(?:"
            + "[qQ]=(?:0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?)(?=[ \t]*+(?:;|$))"
            + "|(?![qQ]=)" + TOKEN + "=(?:" + TOKEN + "|\"[^\"\\\\]*+\"))?)*+");

    /** What nearly everybody sends needs no pattern. */
    private static final Set<String> USUAL =
            Set.of(MediaType.WILDCARD, MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN);

    private static final ObjectWriter WRITER = JsonMapper.builder().build().writerFor(Problem.class);

    /** What the server refuses by itself, and why. */
    private static final Map<Integer, String> REFUSALS = Map.of(
            400, "The address, or a header, is not well-formed: percent signs are followed by two hexadecimal digits.",
            404, "There is nothing at this address; questions go to /chat.",
            405, "This method is not for this address.",
            413, "The body is too long.",
            414, "The address is too long.",
            415, "This 'Content-Type' cannot be read.",
            431, "The headers are too long.");

    private final int maxBody;
    private final int maxUrl;
    private final int maxHeaders;

    @Inject
    RequestCheck(ChatConfig config) {
        this.maxBody = config.maxBodySize();
        this.maxUrl = config.maxUrlLength();
        this.maxHeaders = config.maxHeaderSize();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    /** What fails before it comes to a filter, or where no filter looks. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::failed);
        REFUSALS.keySet().forEach(status -> router.errorHandler(status, this::failed));
    }

    private void failed(RoutingContext exchange) {
        if (ApiPaths.isOfOpenAi(exchange.request().path())) {
            exchange.next();
            return;
        }
        int status = exchange.statusCode();
        HttpServerRequest request = exchange.request();
        BadQuestion wrong = status == 400 ? wrong(request) : null;
        String detail = REFUSALS.get(status);
        if (wrong != null) {
            refuse(exchange, wrong, false);
        } else if (detail != null) {
            refuse(exchange, BadQuestion.request(status, detail, null, null), status == 413);
        } else {
            exchange.next();
        }
    }

    private void check(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        if (ApiPaths.isOfOpenAi(request.path())) {
            exchange.next();
            return;
        }
        BadQuestion tooLong = tooLong(request);
        if (tooLong != null) {
            refuse(exchange, tooLong, true);
            return;
        }
        BadQuestion wrong = wrong(request);
        if (wrong != null) {
            refuse(exchange, wrong, false);
            return;
        }
        exchange.next();
    }

    private @Nullable BadQuestion tooLong(HttpServerRequest request) {
        if (isTooLong(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
            return BadQuestion.tooLong(maxBody);
        }
        if (request.uri().length() > maxUrl) {
            return BadQuestion.request(
                    414,
                    "The address is too long; send a long question by POST.",
                    null,
                    "at most " + maxUrl + " characters, by refrain.chat.max-url-length");
        }
        int length = 0;
        for (Map.Entry<String, String> header : request.headers()) {
            length += header.getKey().length() + header.getValue().length();
            if (length > maxHeaders) {
                return BadQuestion.request(
                        431,
                        "The headers are too long.",
                        header.getKey(),
                        "at most " + maxHeaders + " characters in all, by refrain.chat.max-header-size");
            }
        }
        return null;
    }

    private boolean isTooLong(@Nullable String length) {
        try {
            return length != null && Long.parseLong(length) > maxBody;
        } catch (NumberFormatException e) {
            // The server refuses it.
            return false;
        }
    }

    private static @Nullable BadQuestion wrong(HttpServerRequest request) {
        String path = request.path();
        if (path == null || QueryParameters.hasLonePercent(path)) {
            return QueryParameters.percent("path");
        }
        if (request.version() == HttpVersion.HTTP_1_1
                && (request.headers().getAll(HttpHeaders.HOST).size() != 1 || request.authority() == null)) {
            return BadQuestion.request(
                    400,
                    "There is no 'Host', or more than one, or it is none.",
                    "Host",
                    "the name and port of the server");
        }
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return BadQuestion.request(
                    415, "The body is encoded in a way that is not read here.", "Content-Encoding", "no encoding");
        }
        List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (types.size() == 1 && types.get(0).isBlank()) {
            request.headers().remove(HttpHeaders.CONTENT_TYPE);
        } else if (types.size() > 1 || (types.size() == 1 && !isMediaRange(types.get(0)))) {
            return BadQuestion.request(
                    415, "'Content-Type' is no media type, or there are several.", "Content-Type", "application/json");
        }
        List<String> accepted = request.headers().getAll(HttpHeaders.ACCEPT);
        if (accepted.isEmpty() || (accepted.size() == 1 && USUAL.contains(accepted.get(0)))) {
            return null;
        }
        List<String> ranges = accepted.stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(String::strip)
                .filter(range -> !range.isEmpty())
                .toList();
        if (!ranges.stream().allMatch(RequestCheck::isMediaRange)) {
            return BadQuestion.request(
                    400, "'Accept' is no list of media types.", "Accept", "application/json, text/plain");
        }
        // Several lines are one list, and its empty elements say nothing: the server fails at an empty line among
        // others.
        request.headers().remove(HttpHeaders.ACCEPT);
        if (!ranges.isEmpty()) {
            request.headers().set(HttpHeaders.ACCEPT, String.join(", ", ranges));
        }
        return null;
    }

    private static boolean isMediaRange(String text) {
        return USUAL.contains(text) || MEDIA_RANGE.matcher(text.strip()).matches();
    }

    private static void refuse(RoutingContext exchange, BadQuestion bad, boolean close) {
        Problems.refused(bad);
        if (exchange.response().ended() || exchange.response().headWritten()) {
            return;
        }
        // What still comes is thrown away: whoever sends it could not read the answer on a connection that is reset.
        exchange.request().resume();
        exchange.response().setStatusCode(bad.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (close) {
            exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        try {
            exchange.end(WRITER.writeValueAsString(Problems.problem(bad)));
        } catch (JsonProcessingException e) {
            exchange.fail(e);
        }
    }
}
