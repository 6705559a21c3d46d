package io.refrain.quarkus;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A span for each call of a model, named and described by OpenTelemetry's semantic conventions for generative AI, without what was said. There only where
 * the service was built with {@code quarkus.otel.enabled=true}. Safe for use by several threads at once.
 */
@Singleton
@IfBuildProperty(name = "quarkus.otel.enabled", stringValue = "true")
class GenAiSpans implements CallTracing {
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private final Tracer tracer;

    @Inject
    GenAiSpans(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("io.refrain");
    }

    @Override
    public TracedCall begin(Question question) {
        String model = question.body().path("model").asText("");
        return new Call(tracer.spanBuilder((question.operation() + " " + model).strip())
                .setSpanKind(SpanKind.CLIENT)
                .setAllAttributes(GenAiAttributes.of(question))
                .startSpan());
    }

    private record Call(Span span) implements TracedCall {
        @Override
        public <T> T during(Supplier<T> start) {
            try (Scope scope = span.makeCurrent()) {
                return start.get();
            }
        }

        @Override
        public void answered(@Nullable JsonNode answer) {
            if (answer != null) {
                span.setAllAttributes(GenAiAttributes.of(answer));
            }
            span.end();
        }

        @Override
        public void failed(String type) {
            span.setAttribute(ERROR_TYPE, type).setStatus(StatusCode.ERROR).end();
        }
    }
}
