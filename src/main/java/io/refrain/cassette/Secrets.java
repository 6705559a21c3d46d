package io.refrain.cassette;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes credentials out of what is recorded: those that are known, what is under the name of one, and what looks like one. What is asked is treated the
 * same way before it is looked for. Immutable.
 */
public final class Secrets {
    /** What is in the place of a credential. */
    static final String MASK = "***";

    /** Without {@code -} and {@code _}. */
    private static final Set<String> NAMES = Set.of(
            "apikey",
            "xapikey",
            "authorization",
            "proxyauthorization",
            "authtoken",
            "accesstoken",
            "refreshtoken",
            "idtoken",
            "clientsecret",
            "secret",
            "secretkey",
            "password",
            "cookie",
            "setcookie");

    /** Of a query, besides those. */
    private static final Set<String> QUERY_NAMES = Set.of("key", "token", "sig", "signature", "subscriptionkey");

    private static final Pattern LOOK =
            Pattern.compile("\\b(?:sk|pk|rk|gsk|xai|hf|ghp|gho|glpat|xox[abp])[-_][A-Za-z0-9_-]{16,}"
                    + "|\\bAIza[A-Za-z0-9_-]{35}\\b"
                    + "|(?<=\\b[Bb]earer )[A-Za-z0-9._~+/=-]{8,}"
                    + "|\\beyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]+");

    /** Shorter ones would be taken out of words. */
    private static final int LEAST = 8;

    /** Knows no credential. */
    public static final Secrets UNKNOWN = new Secrets(List.of());

    private final List<String> known;

    /** @param known credentials, as they are sent */
    public Secrets(Collection<String> known) {
        this.known = known.stream()
                .map(value -> value.replaceFirst("(?i)^(?:Bearer|Basic) +", "").strip())
                .filter(value -> value.length() >= LEAST)
                .distinct()
                .toList();
    }

    /** The same text without them. */
    public String without(String text) {
        String masked = text;
        for (String each : known) {
            masked = masked.replace(each, MASK);
        }
        return LOOK.matcher(masked).replaceAll(MASK);
    }

    /** A copy of a value without them. */
    JsonNode without(JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(without(node.textValue()));
        }
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(member -> copy.set(member.getKey(), without(member.getKey(), member.getValue())));
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(each -> copy.add(without(each)));
            return copy;
        }
        return node;
    }

    /** Only a text is one: a schema may describe something of that name. */
    private JsonNode without(String name, JsonNode value) {
        return value.isTextual() && NAMES.contains(plain(name)) ? TextNode.valueOf(MASK) : without(value);
    }

    /** A query without the parameters that are credentials. */
    String withoutInQuery(String query) {
        return Stream.of(query.split("&"))
                .filter(parameter -> !parameter.isEmpty())
                .filter(parameter -> {
                    String name = plain(parameter.replaceFirst("=.*", ""));
                    return !NAMES.contains(name) && !QUERY_NAMES.contains(name);
                })
                .map(this::without)
                .collect(Collectors.joining("&"));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
