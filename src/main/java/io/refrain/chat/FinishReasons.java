package io.refrain.chat;

import dev.langchain4j.model.output.FinishReason;
import io.refrain.langchain4j.CompleteAnswers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The names that the OpenAI API has for the reasons why a model stops, and those that nobody knows. Safe for use by several threads at once. */
@Singleton
class FinishReasons {
    private static final Logger LOG = Logger.getLogger("io.refrain.chat");

    /** More would be a provider that makes them up. */
    private static final int MOST = 100;

    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final ChatMetrics metrics;

    @Inject
    FinishReasons(ChatMetrics metrics) {
        this.metrics = metrics;
    }

    /** Tells once of a reason that is none of those that are known. */
    void unknown(String provider, String reason) {
        if (unknown.size() < MOST && unknown.add(reason)) {
            metrics.unknownFinishReason();
            LOG.warnf(
                    "The provider '%s' stopped for a reason that is not known, '%s': such answers are passed on and not stored.",
                    provider, printable(reason));
        }
    }

    private static String printable(String reason) {
        String visible = reason.replaceAll("[^\\p{Graph} ]", "?");
        return visible.length() <= 100 ? visible : visible.substring(0, 100) + "...";
    }

    static @Nullable String name(@Nullable FinishReason reason) {
        return CompleteAnswers.name(reason);
    }

    static @Nullable FinishReason of(@Nullable String name) {
        return CompleteAnswers.reason(name);
    }
}
