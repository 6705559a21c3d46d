package io.refrain.quarkus;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells at the start all that cannot be used in {@code refrain.chat.*}: the key, its value and what is allowed. What is a secret, or may hold
 * one, is never told. Safe for use by several threads at once.
 */
@Singleton
class ChatConfigCheck {
    private static final String PREFIX = "refrain.chat.";
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofDays(1);
    private static final int LEAST_BOUND = 64;
    /** What the server itself takes, by quarkus.http.limits, is a little more. */
    private static final int MOST_BOUND = 1_000_000;

    private static final Duration MOST_STALE = Duration.ofDays(365);

    private final ChatConfig config;
    private final long serverLimit;

    @Inject
    ChatConfigCheck(
            ChatConfig config, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize serverLimit) {
        this.config = config;
        this.serverLimit = serverLimit.asLongValue();
    }

    /** Before anything is made from it. */
    void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(String.join(System.lineSeparator(), problems));
        }
    }

    /** What is wrong, a sentence each; empty when nothing is. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        config.model()
                .filter(String::isBlank)
                .ifPresent(model -> problems.add(problem("model", "blank", "the name of a model")));
        config.baseUrl().ifPresent(url -> checkBaseUrl(url, problems));
        config.apiKey()
                .filter(key -> !isHeader(key.strip()))
                .ifPresent(key -> problems.add(problem(
                        "api-key",
                        "nothing that HTTP can send",
                        "one or more visible ASCII characters, without spaces")));
        config.temperature()
                .filter(temperature -> !(temperature >= 0 && temperature <= 2))
                .ifPresent(temperature -> problems.add(problem("temperature", temperature, "a number from 0 to 2")));
        checkDuration("timeout", config.timeout(), LEAST, problems);
        checkDuration("stale-if-error", config.staleIfError(), Duration.ZERO, MOST_STALE, problems);
        checkDuration("demo.delay", config.demo().delay(), Duration.ZERO, problems);
        if (config.maxBodySize() < 1 || config.maxBodySize() > serverLimit) {
            problems.add(problem(
                    "max-body-size",
                    config.maxBodySize(),
                    "a number of bytes from 1 to quarkus.http.limits.max-body-size, which is " + serverLimit));
        }
        if (config.rememberedCharacters() < 0) {
            problems.add(problem("remembered-characters", config.rememberedCharacters(), "a whole number from 0"));
        }
        checkBound("max-url-length", config.maxUrlLength(), problems);
        checkBound("max-header-size", config.maxHeaderSize(), problems);
        if (config.maxMessages() < 1) {
            problems.add(problem("max-messages", config.maxMessages(), "a whole number from 1"));
        }
        return problems;
    }

    private static void checkBaseUrl(String url, List<String> problems) {
        String allowed =
                "an http or https URL with a host, such as http://localhost:11434/v1, without user, query and fragment";
        try {
            URI parsed = new URI(url);
            boolean http = "http".equalsIgnoreCase(parsed.getScheme()) || "https".equalsIgnoreCase(parsed.getScheme());
            if (http
                    && parsed.getHost() != null
                    && parsed.getRawUserInfo() == null
                    && parsed.getRawQuery() == null
                    && parsed.getRawFragment() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // Told below, without the exception, which repeats the value.
        }
        // A user or a query may be a credential.
        boolean secret = url.contains("@") || url.contains("?");
        problems.add(problem("base-url", secret ? "something that may hold a credential" : "'" + url + "'", allowed));
    }

    private static void checkDuration(String key, Duration value, Duration least, List<String> problems) {
        checkDuration(key, value, least, MOST, problems);
    }

    private static void checkDuration(
            String key, Duration value, Duration least, Duration most, List<String> problems) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            problems.add(problem(key, value, "a duration from " + least + " to " + most + ", such as 30s"));
        }
    }

    private static void checkBound(String key, int value, List<String> problems) {
        if (value < LEAST_BOUND || value > MOST_BOUND) {
            problems.add(problem(key, value, "a number of characters from " + LEAST_BOUND + " to " + MOST_BOUND));
        }
    }

    private static boolean isHeader(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 127);
    }

    private static String problem(String key, Object value, String allowed) {
        return PREFIX + key + " is " + value + "; allowed is " + allowed + ".";
    }
}
