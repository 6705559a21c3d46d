package io.refrain.langchain4j;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The bean of CDI that has this answers an equal question from a cache: a producer, or a class, of a {@code ChatModel}, a {@code StreamingChatModel} or an
 * {@code EmbeddingModel}. Whoever injects one of these types gets the caching model in its place, with the same qualifiers. Beans with the same
 * {@link #cacheName} and the same {@link #identity} share the calls under way.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.FIELD, ElementType.TYPE})
public @interface CachedAnswers {
    /** The cache, of the application's {@code CacheManager}; made when it is not there. Its keys and values are strings. */
    String cacheName() default "answers";

    /** Whose answers these are, as {@link AnswerCache.Builder#identity} has it; empty for what the model's class says. */
    String identity() default "";
}
