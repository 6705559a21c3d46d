package io.refrain.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of a class, or one test, ask a model whose answers are in a cassette: a file of JSON Lines, one recorded answer a line, that belongs with
 * the sources. Nobody is called. Each test gets, as parameters of its methods:
 *
 * <ul>
 *   <li>the base URL of an OpenAI-compatible server on this machine, as {@link java.net.URI}, for the client that is tested;
 *   <li>a {@code ChatModel}, {@code StreamingChatModel} or {@code EmbeddingModel} of LangChain4j that asks it, if {@code langchain4j-open-ai} is on the class
 *       path; it asks for {@link #model}.
 * </ul>
 *
 * A question that is not recorded fails the test, which says what the nearest recorded one is and in what it differs. Recordings that no test has asked
 * for are told in the log when the class is done.
 *
 * <p>With the system property {@code refrain.answers=record} all questions are asked of {@code refrain.answers.upstream} (default
 * {@code https://api.openai.com/v1}), with the client's own credentials or, for the models above, those of the environment variable
 * {@code OPENAI_API_KEY}, and their answers are put into the file, without credentials. The file is that of the service's {@code refrain.cassette}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(AnswersExtension.class)
public @interface Answers {
    /** The cassette, from the directory in which the tests run; {@code src/test/resources/} before it when it is there and not at the path itself. */
    String value();

    /** The name of the model that injected models ask for. */
    String model() default "gpt-4o-mini";
}
