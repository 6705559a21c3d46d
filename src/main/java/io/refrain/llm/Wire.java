package io.refrain.llm;

/**
 * What has to be changed between LangChain4j's client of a provider and the network. Implementations are safe for use by several threads at once.
 *
 * <p>What they throw fails the call: {@link NoAnswer} for what is none.
 */
interface Wire {
    /** As LangChain4j has it. */
    Wire UNCHANGED = new Wire() {};

    /** The body of a question as it is sent. */
    default String question(String body) {
        return body;
    }

    /** The body of an answer as LangChain4j gets it. */
    default String answer(String body) {
        return body;
    }

    /** The data of one event of a streamed answer as LangChain4j gets it. */
    default String event(String data) {
        return data;
    }
}
