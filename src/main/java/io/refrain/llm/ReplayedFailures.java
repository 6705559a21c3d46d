package io.refrain.llm;

import java.time.Duration;

/** Makes of what a provider once answered instead of an answer the same failure again. */
public final class ReplayedFailures {
    private ReplayedFailures() {}

    /**
     * The failure.
     *
     * @param model whose it is
     * @param asked the model that the question names
     * @param status what the provider answered
     * @param body what came with it
     */
    public static ModelFailure of(LanguageModel model, String asked, int status, String body) {
        return new ProviderFailures(model.provider(), model.baseUrl(), model.model(), Duration.ZERO, "")
                .of(asked, new ProviderRefusal(status, body, null));
    }
}
