package io.refrain.spring;

import io.refrain.jcache.RefrainCachingProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * The cache manager of a Spring Boot application: Refrain's, as the {@code refrain.*} of Spring's environment say, with the caches of {@code spring.cache.cache-names}, closed with the
 * application. It makes way for one of the application's own. Used by Spring while it starts.
 */
@AutoConfiguration(
        // In Boot 3 and in Boot 4: what makes Spring's cache manager takes this one.
        beforeName = {
            "org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration",
            "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration"
        })
@ConditionalOnClass(name = "org.springframework.cache.jcache.JCacheCacheManager")
public class RefrainAutoConfiguration {
    private static final String PREFIX = "refrain.";

    /** Called by Spring. */
    public RefrainAutoConfiguration() {}

    /** The manager, which Spring closes. */
    @Bean
    @ConditionalOnMissingBean({CacheManager.class, org.springframework.cache.CacheManager.class})
    CacheManager refrainCacheManager(ConfigurableEnvironment environment) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        CachingProvider provider = Caching.getCachingProvider(RefrainCachingProvider.class.getName(), loader);
        String uri = environment.getProperty(RefrainCachingProvider.URI_KEY);
        CacheManager manager = provider.getCacheManager(
                uri == null ? provider.getDefaultURI() : parse(uri), loader, settings(environment));
        String[] names = environment.getProperty("spring.cache.cache-names", String[].class, new String[0]);
        for (String name : names) {
            if (manager.getCache(name) == null) {
                manager.createCache(name, new MutableConfiguration<>());
            }
        }
        return manager;
    }

    private static URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // Neither it nor the cause, whose message has it: it may have a password.
            throw new CacheException(RefrainCachingProvider.URI_KEY + " is no URI: " + e.getReason() + " at "
                    + e.getIndex() + "; percent-encode what a URI does not allow");
        }
    }

    private static Properties settings(ConfigurableEnvironment environment) {
        Properties settings = new Properties();
        environment.getPropertySources().stream()
                .flatMap(source -> source instanceof EnumerablePropertySource<?> all
                        ? Arrays.stream(all.getPropertyNames())
                        : Stream.empty())
                .filter(name -> name.startsWith(PREFIX))
                .distinct()
                .forEach(name -> settings.setProperty(name, String.valueOf(environment.getProperty(name))));
        return settings;
    }
}
