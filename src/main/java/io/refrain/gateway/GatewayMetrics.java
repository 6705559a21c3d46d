package io.refrain.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of {@code /v1}, by endpoint and model. Safe for use by several threads at once. */
final class GatewayMetrics {
    private static final String PREFIX = "refrain.gateway.";

    /** Whoever asks names the model: as a tag, any name would be one more meter. */
    private static final int MOST_MODELS = 50;

    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Set<String> models = ConcurrentHashMap.newKeySet();
    private final Map<Counted, Counter> counters = new ConcurrentHashMap<>();

    GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Answered from the cache. */
    void hit(Question question, long tokens) {
        count("hits", "Questions answered from the cache", question);
        counter("saved.tokens", "Tokens of answers that came from the cache", question.endpoint(), model(question))
                .increment(tokens);
    }

    /** The upstream failed, and what the cache still had was given. */
    void kept(Question question) {
        count("kept", "Questions answered by what the cache still had, because the upstream failed", question);
    }

    /** The upstream was asked. */
    void missed(Question question) {
        count("misses", "Questions that were put to the upstream", question);
    }

    void joined(Question question) {
        count("collapsed", "Questions that joined an equal one in flight", question);
    }

    void stored(Question question) {
        count("stored", "Answers stored", question);
    }

    void refused(Question question) {
        count("refused", "Answers not stored because they are not complete", question);
    }

    void bypassed(Endpoint endpoint) {
        counter("bypassed", "Requests passed on without a look into the cache", endpoint, OTHER)
                .increment();
    }

    /** How long the upstream took to its head. */
    void firstByte(Question question, int status, long nanos) {
        time("first.byte", "How long the upstream took until its answer began", question, status, nanos);
    }

    /** How long it took to the end. */
    void answered(Question question, int status, long nanos) {
        time("latency", "How long the upstream took", question, status, nanos);
    }

    private void count(String name, String description, Question question) {
        counter(name, description, question.endpoint(), model(question)).increment();
    }

    private Counter counter(String name, String description, Endpoint endpoint, String model) {
        // The registry makes all the names anew to find one.
        return counters.computeIfAbsent(new Counted(name, endpoint, model), counted -> Counter.builder(PREFIX + name)
                .description(description)
                .tag("endpoint", name(endpoint))
                .tag("model", model)
                .register(registry));
    }

    private void time(String name, String description, Question question, int status, long nanos) {
        Timer.builder(PREFIX + name)
                .description(description)
                .tag("endpoint", name(question.endpoint()))
                .tag("model", model(question))
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    private static String name(Endpoint endpoint) {
        return endpoint.name().toLowerCase(Locale.ROOT);
    }

    private String model(Question question) {
        String model = question.body().path("model").asText("");
        if (models.contains(model)) {
            return model;
        }
        return !model.isEmpty() && model.length() <= 100 && models.size() < MOST_MODELS && models.add(model)
                ? model
                : OTHER;
    }

    private record Counted(String name, Endpoint endpoint, String model) {}
}
