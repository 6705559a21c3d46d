package io.refrain.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers go on, in which direction (RFC 9110, section 7.6.1). Has no state. */
final class Headers {
    static final String NAMESPACE = "Refrain-Namespace";
    static final String SAMPLE = "Refrain-Sample";
    static final String RETRY_AFTER = "Retry-After";

    /** What concerns one connection only. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "proxy-connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** What was said to us, or is said anew. */
    private static final Set<String> OURS =
            Set.of("host", "expect", NAMESPACE.toLowerCase(Locale.ROOT), SAMPLE.toLowerCase(Locale.ROOT));

    /** What would make of an answer one that only this caller can read. */
    private static final Set<String> OF_ONE_ANSWER =
            Set.of("accept-encoding", "content-length", "if-none-match", "if-match", "if-modified-since", "range");

    static final List<String> CREDENTIALS = List.of("authorization", "x-api-key", "api-key");

    /** Of the upstream's, those that concern one answer and are no news when it is given again. */
    private static final Set<String> KEPT = Set.of("content-type", "x-request-id", "request-id");

    private static final String KEPT_PREFIX = "openai-";

    /** Who asked, which is nobody else's business. */
    private static final Set<String> OF_THE_CALLER = Set.of("openai-organization", "openai-project");

    private Headers() {}

    /** Whether a body is other bytes than those it stands for. */
    static boolean isEncoded(MultiMap headers) {
        String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
        return encoding != null && !encoding.strip().equalsIgnoreCase("identity");
    }

    /** Whether a body is a stream of events. */
    static boolean isEventStream(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    /** Copies a request's headers for whoever answers. */
    static void forward(MultiMap from, MultiMap to) {
        copy(from, to, OURS);
    }

    /** The same for an answer that is to be stored. */
    static void forwardStorable(MultiMap from, MultiMap to) {
        copy(from, to, OURS);
        OF_ONE_ANSWER.forEach(to::remove);
    }

    /** Copies an answer's headers for the caller. */
    static void back(MultiMap from, MultiMap to) {
        copy(from, to, Set.of());
    }

    private static void copy(MultiMap from, MultiMap to, Set<String> without) {
        Set<String> named = new HashSet<>();
        for (String line : from.getAll(HttpHeaders.CONNECTION)) {
            for (String name : line.split(",")) {
                named.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name) && !named.contains(name) && !without.contains(name)) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    /**
     * Those that are stored with an answer.
     *
     * @param shared whether others than the caller get it
     */
    static Map<String, String> kept(MultiMap from, boolean shared) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if ((KEPT.contains(name) || name.startsWith(KEPT_PREFIX)) && !(shared && OF_THE_CALLER.contains(name))) {
                kept.putIfAbsent(name, header.getValue());
            }
        }
        return kept;
    }
}
