package io.refrain.jcache;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.cache.CacheManager;
import javax.management.ObjectName;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;

/**
 * A container that reloads its application twice while the library stays, and then writes what there is of what was once for each: a line each with the name and how many live. It has a process
 * of its own, so that nothing else is counted.
 */
final class Reloads {
    private static final int RELOADS = 2;

    private Reloads() {}

    public static void main(String[] arguments) throws Exception {
        CacheManager manager = start();
        for (int reload = 0; reload < RELOADS; reload++) {
            manager.close();
            manager = start();
        }
        for (String live : new String[] {
            Application.class.getName(),
            RefrainCacheManager.class.getName(),
            "io.refrain.jcache.internal.store.database.Database",
            "io.refrain.jcache.internal.store.database.sqlite.SqliteMedium",
            "org.hibernate.internal.SessionFactoryImpl"
        }) {
            System.out.println(live.substring(live.lastIndexOf('.') + 1) + ' ' + count(live));
        }
        System.out.println("MXBeans "
                + ManagementFactory.getPlatformMBeanServer()
                        .queryNames(new ObjectName("javax.cache:*"), null)
                        .size());
        CacheManager other = start();
        Objects.requireNonNull(manager).close();
        manager = null;
        System.out.println("the first of two is closed " + count(Application.class.getName()));
        other.close();
        other = null;
        System.out.println("the second, too " + count(Application.class.getName()));
    }

    @SuppressWarnings("unchecked")
    private static CacheManager start() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Application application = new Application();
        thread.setContextClassLoader(application);
        try {
            Object made = application
                    .loadClass(ReloadedApplication.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            CacheManager manager = ((Callable<CacheManager>) made).call();
            // As a container does with the configuration of an application that goes.
            ConfigProviderResolver configs = ConfigProviderResolver.instance();
            configs.releaseConfig(configs.getConfig(application));
            return manager;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** How many objects of a class can be reached, which collects all others. */
    private static long count(String type) throws Exception {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return Arrays.stream(histogram.split("\n"))
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length > 3 && words[3].equals(type))
                .mapToLong(words -> Long.parseLong(words[1]))
                .sum();
    }

    /** Defines the application's classes itself, as a container does with what may be reloaded. */
    private static final class Application extends ClassLoader {
        private static final String OWN = ReloadedApplication.class.getName();

        Application() {
            super(Reloads.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith(OWN) ? define(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = Objects.requireNonNull(in).readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
