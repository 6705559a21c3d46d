package io.refrain.annotations;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.build.compatible.spi.BuildServices;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterTypeDiscovery;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.cache.annotation.CacheResult;

/**
 * Does what {@link CachingExtension} does where the container does not run that. Where a server brings interceptors of its own for these
 * annotations, it leaves those of one side only. Not final, since containers make proxies of extensions. Used by the container on one thread, while it starts.
 */
public class CachingPortableExtension implements Extension {
    private static final Logger LOG = System.getLogger(CachingPortableExtension.class.getName());

    private final Set<String> classes = new TreeSet<>();
    private boolean needed;
    private List<Class<?>> replaced = List.of();

    /** Called by the container through reflection. */
    public CachingPortableExtension() {}

    /** Whether a container runs portable extensions alone; one that runs Build Compatible Extensions, too, has a service for them. */
    public static boolean isNeeded(BeanManager container) {
        return ServiceLoader.load(BuildServices.class, container.getClass().getClassLoader())
                .findFirst()
                .isEmpty();
    }

    void addBeans(@Observes BeforeBeanDiscovery discovery, BeanManager container) {
        needed = isNeeded(container);
        if (!needed) {
            return;
        }
        CachingExtension.CACHE_ANNOTATIONS.forEach(annotation -> discovery
                .configureInterceptorBinding(annotation)
                .methods()
                .forEach(member -> member.add(Nonbinding.Literal.INSTANCE)));
        CachingExtension.BEANS.forEach(bean -> discovery.addAnnotatedType(bean, bean.getName()));
    }

    /** Both would answer otherwise, each from its own cache. */
    void chooseInterceptors(@Observes AfterTypeDiscovery discovery) {
        List<Class<?>> others = discovery.getInterceptors().stream()
                .filter(type -> !CachingExtension.BEANS.contains(type) && isOfTheAnnotations(type))
                .toList();
        if (others.isEmpty()) {
            return;
        }
        boolean own = AnnotationSettings.ownInterceptors();
        replaced = own ? others : List.of();
        discovery.getInterceptors().removeIf(own ? others::contains : CachingExtension.BEANS::contains);
        LOG.log(
                Level.INFO,
                "The caching annotations are served by {0} and not by {1}, as {2}={3} says",
                own ? "Refrain" : names(others),
                own ? names(others) : "Refrain",
                AnnotationSettings.INTERCEPTORS,
                own ? "own" : "server");
    }

    /** Whether a bean comes with interceptors that are not used: its cache manager would be the server's again. */
    boolean isOfReplaced(Bean<?> bean) {
        ClassLoader loader = bean.getBeanClass().getClassLoader();
        return replaced.stream().anyMatch(type -> type.getClassLoader() == loader);
    }

    private static boolean isOfTheAnnotations(Class<?> type) {
        return CachingExtension.CACHE_ANNOTATIONS.stream().anyMatch(type::isAnnotationPresent);
    }

    private static String names(List<Class<?>> types) {
        return types.stream().map(Class::getName).collect(Collectors.joining(", "));
    }

    void note(@Observes ProcessManagedBean<?> bean) {
        AnnotatedType<?> type = bean.getAnnotatedBeanClass();
        if (needed && type.getMethods().stream().anyMatch(method -> method.isAnnotationPresent(CacheResult.class))) {
            classes.add(type.getJavaClass().getName());
        }
    }

    void tell(@Observes AfterBeanDiscovery discovery) {
        if (needed) {
            discovery
                    .<CachedClasses>addBean()
                    .addType(CachedClasses.class)
                    .scope(Singleton.class)
                    .produceWith(instance -> new CachedClasses(List.copyOf(classes)));
        }
    }
}
