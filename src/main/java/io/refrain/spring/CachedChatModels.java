package io.refrain.spring;

import io.refrain.springai.AnswerCache;
import io.refrain.springai.CachingChatModel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.util.ClassUtils;

/**
 * Puts a {@link CachingChatModel} in front of every bean that is a chat model, as a proxy of its class, so that it can be injected as what it is, unless
 * that is final. It is there, and not at the chat client, that one call is one entry, whichever way the model is asked, and where the options are known
 * that it has by itself. Used by Spring while it starts.
 */
final class CachedChatModels implements BeanPostProcessor {
    private static final Logger LOG = System.getLogger(CachedChatModels.class.getName());

    private final ObjectProvider<CacheManager> managers;
    private final ObjectProvider<ToolCallingManager> tools;
    private final ConfigurableEnvironment environment;

    CachedChatModels(
            ObjectProvider<CacheManager> managers,
            ObjectProvider<ToolCallingManager> tools,
            ConfigurableEnvironment environment) {
        this.managers = managers;
        this.tools = tools;
        this.environment = environment;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!(bean instanceof ChatModel model) || bean instanceof CachingChatModel) {
            return bean;
        }
        AnswerCache answers =
                AnswerCache.builder(cache()).identity(name + " " + addresses()).build();
        return proxy(name, model, new CachingChatModel(model, answers, tools.getIfAvailable()));
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

    /** Where the providers are, as far as the application says: the same model elsewhere may be another. */
    private String addresses() {
        TreeMap<String, String> all = new TreeMap<>();
        environment.getPropertySources().stream()
                .flatMap(source -> source instanceof EnumerablePropertySource<?> some
                        ? Arrays.stream(some.getPropertyNames())
                        : Stream.empty())
                .forEach(name -> {
                    // As an environment variable it is SPRING_AI_OPENAI_BASE_URL.
                    String plain = name.replaceAll("[^a-zA-Z0-9]", "").toLowerCase(Locale.ROOT);
                    if (plain.startsWith("springai") && (plain.endsWith("baseurl") || plain.endsWith("endpoint"))) {
                        all.put(plain, String.valueOf(environment.getProperty(name)));
                    }
                });
        return all.toString();
    }

    private static Object proxy(String name, ChatModel model, CachingChatModel caching) {
        ProxyFactory factory = new ProxyFactory(model);
        boolean isFinal = Modifier.isFinal(model.getClass().getModifiers());
        if (isFinal) {
            LOG.log(
                    Level.INFO,
                    "The chat model ''{0}'' answers from a cache, and as {1} is final, it can be injected only as a ChatModel",
                    name,
                    model.getClass().getName());
        }
        factory.setProxyTargetClass(!isFinal);
        factory.addAdvice((MethodInterceptor) call -> {
            Method asking = asking(call.getMethod());
            return asking == null
                    ? call.proceed()
                    : AopUtils.invokeJoinpointUsingReflection(caching, asking, call.getArguments());
        });
        return factory.getProxy(model.getClass().getClassLoader());
    }

    /** The method by which any model is asked; null for another. */
    private static @Nullable Method asking(Method called) {
        return called.getName().equals("call") || called.getName().equals("stream")
                ? ClassUtils.getMethodIfAvailable(ChatModel.class, called.getName(), called.getParameterTypes())
                : null;
    }
}
