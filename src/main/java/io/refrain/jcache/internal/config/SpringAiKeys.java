package io.refrain.jcache.internal.config;

import java.util.List;

/** The configuration keys of Spring AI's models in a Spring Boot application, which reads them from Spring's environment. */
final class SpringAiKeys {
    private static final Key<Boolean> ENABLED = Key.of(
            "refrain.spring-ai.enabled",
            Scope.APPLICATION,
            ValueType.flag(),
            "false",
            "for Spring Boot: whether every bean that is a `ChatModel` or an `EmbeddingModel` of Spring AI answers an equal question from a cache");

    private static final Key<String> CACHE = Key.of(
            "refrain.spring-ai.cache",
            Scope.APPLICATION,
            ValueType.text("text", "the name of a cache", text -> !text.isBlank()),
            "answers",
            "for Spring Boot: the cache of the application's `javax.cache.CacheManager` that keeps the answers of Spring AI's models; created when it is not there");

    static final List<Key<?>> ALL = List.of(ENABLED, CACHE);

    private SpringAiKeys() {}
}
