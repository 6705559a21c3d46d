package io.refrain.jcache;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;

/** A copy of the library with classes of its own, as each application of a server has it; it has the API of JSR-107 in common with the others. Safe for threads. */
final class LibraryCopy {
    private static final String API = "javax.cache.";

    private final ClassLoader loader;

    LibraryCopy() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(each).toUri().toURL());
        }
        loader = new URLClassLoader("copy", urls.toArray(URL[]::new), new Api());
    }

    <K, V> Cache<K, V> createCache(URI uri, Properties properties, String name, Configuration<K, V> configuration)
            throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // As in the application.
        thread.setContextClassLoader(loader);
        try {
            CachingProvider provider = (CachingProvider) loader.loadClass(RefrainCachingProvider.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            return provider.getCacheManager(uri, loader, properties).createCache(name, configuration);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Knows the API, and else what the platform has. */
    private static final class Api extends ClassLoader {
        Api() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(API)) {
                return LibraryCopy.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
