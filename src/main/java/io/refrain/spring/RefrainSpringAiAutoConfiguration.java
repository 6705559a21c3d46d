package io.refrain.spring;

import javax.cache.CacheManager;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Lets the chat models and embedding models of a Spring Boot application answer an equal question from a cache, when {@code refrain.spring-ai.enabled} says so. Used by Spring
 * while it starts.
 */
@AutoConfiguration(after = RefrainAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.ai.model.tool.ToolCallingManager")
@ConditionalOnProperty(name = "refrain.spring-ai.enabled", havingValue = "true")
public class RefrainSpringAiAutoConfiguration {

    /** Called by Spring. */
    public RefrainSpringAiAutoConfiguration() {}

    /** Puts the cache in front of each model, once it is made. */
    @Bean
    static CachedModels refrainCachedModels(
            ObjectProvider<CacheManager> managers,
            ObjectProvider<ToolCallingManager> tools,
            ConfigurableEnvironment environment) {
        return new CachedModels(managers, tools, environment);
    }
}
