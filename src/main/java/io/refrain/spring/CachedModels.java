package io.refrain.spring;

import io.refrain.springai.AnswerCache;
import io.refrain.springai.CachingChatModel;
import io.refrain.springai.CachingEmbeddingModel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.util.ClassUtils;

/**
 * Puts a {@link CachingChatModel} in front of every bean that is a chat model, and a {@link CachingEmbeddingModel} in front of every embedding model, as a
 * proxy of its class, so that it can be injected as what it is, unless that is final. It is there, and not at the chat client, that one call is one entry, whichever way the model is asked, and where the options are known
 * that it has by itself. Used by Spring while it starts.
 */
final class CachedModels implements BeanPostProcessor {
    private static final Logger LOG = System.getLogger(CachedModels.class.getName());

    private static final Set<String> ASKING = Set.of("call", "stream", "embed", "embedForResponse");

    private final ObjectProvider<CacheManager> managers;
    private final ObjectProvider<ToolCallingManager> tools;
    private final ConfigurableEnvironment environment;

    CachedModels(
            ObjectProvider<CacheManager> managers,
            ObjectProvider<ToolCallingManager> tools,
            ConfigurableEnvironment environment) {
        this.managers = managers;
        this.tools = tools;
        this.environment = environment;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof ChatModel model && !(bean instanceof CachingChatModel)) {
            AnswerCache answers = answers(name + " " + said(CachedModels::isAddress));
            return proxy(name, model, ChatModel.class, new CachingChatModel(model, answers, tools.getIfAvailable()));
        }
        if (bean instanceof EmbeddingModel model && !(bean instanceof CachingEmbeddingModel)) {
            // It does not tell the options that it has by itself.
            AnswerCache answers = answers(name + " " + said(key -> isAddress(key) || isOfEmbeddings(key)));
            return proxy(name, model, EmbeddingModel.class, new CachingEmbeddingModel(model, answers));
        }
        return bean;
    }

    private AnswerCache answers(String identity) {
        return AnswerCache.builder(cache()).identity(identity).build();
    }

    private Cache<String, String> cache() {
        String name = environment.getProperty("refrain.spring-ai.cache", "answers");
        CacheManager manager = managers.getIfAvailable();
        if (manager == null) {
            throw new IllegalStateException(
                    "refrain.spring-ai.enabled needs a bean of type javax.cache.CacheManager, and there is none; depend on"
                            + " spring-boot-starter-cache, which brings Refrain's, or define one");
        }
        Cache<String, String> cache = manager.getCache(name);
        return cache == null
                ? manager.createCache(
                        name, new MutableConfiguration<String, String>().setTypes(String.class, String.class))
                : cache;
    }

    /** The same model at another address may be another. */
    private static boolean isAddress(String key) {
        return key.endsWith("baseurl") || key.endsWith("endpoint");
    }

    private static boolean isOfEmbeddings(String key) {
        return key.contains("embedding") && !key.matches(".*(key|secret|token|password|credentials?)");
    }

    /**
     * What the application says of Spring AI's models.
     *
     * @param counts which keys count; they are in small letters without punctuation
     */
    private String said(Predicate<String> counts) {
        TreeMap<String, String> all = new TreeMap<>();
        environment.getPropertySources().stream()
                .flatMap(source -> source instanceof EnumerablePropertySource<?> some
                        ? Arrays.stream(some.getPropertyNames())
                        : Stream.empty())
                .forEach(name -> {
                    // As an environment variable it is SPRING_AI_OPENAI_BASE_URL.
                    String plain = name.replaceAll("[^a-zA-Z0-9]", "").toLowerCase(Locale.ROOT);
                    if (plain.startsWith("springai") && counts.test(plain)) {
                        all.put(plain, String.valueOf(environment.getProperty(name)));
                    }
                });
        return all.toString();
    }

    private static <M> Object proxy(String name, M model, Class<M> type, M caching) {
        ProxyFactory factory = new ProxyFactory(model);
        boolean isFinal = Modifier.isFinal(model.getClass().getModifiers());
        if (isFinal) {
            LOG.log(
                    Level.INFO,
                    "The model ''{0}'' answers from a cache, and as {1} is final, it can be injected only as a {2}",
                    name,
                    model.getClass().getName(),
                    type.getSimpleName());
        }
        factory.setProxyTargetClass(!isFinal);
        factory.addAdvice((MethodInterceptor) call -> {
            Method asking = asking(call.getMethod(), type);
            return asking == null
                    ? call.proceed()
                    : AopUtils.invokeJoinpointUsingReflection(caching, asking, call.getArguments());
        });
        return factory.getProxy(model.getClass().getClassLoader());
    }

    /** The method by which any model is asked; null for another. */
    private static @Nullable Method asking(Method called, Class<?> type) {
        return ASKING.contains(called.getName())
                ? ClassUtils.getMethodIfAvailable(type, called.getName(), called.getParameterTypes())
                : null;
    }
}
