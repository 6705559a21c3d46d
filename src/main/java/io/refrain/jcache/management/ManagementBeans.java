package io.refrain.jcache.management;

import java.lang.management.ManagementFactory;
import java.net.URI;
import javax.cache.CacheException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Registers the MXBeans of one cache with the platform's MBean server, under the names of JSR-107, section 12.1. Safe for use by several
 * threads at once.
 */
public final class ManagementBeans {
    private final String suffix;

    /** Names the beans of a cache by its manager and its name. */
    public ManagementBeans(URI manager, String cache) {
        this.suffix = ",CacheManager=" + nameable(manager.toString()) + ",Cache=" + nameable(cache);
    }

    /** Shows or hides the configuration. */
    public void configuration(CacheConfigurationBean bean, boolean shown) {
        set("CacheConfiguration", bean, shown);
    }

    /** Shows or hides the statistics. */
    public void statistics(Statistics bean, boolean shown) {
        set("CacheStatistics", bean, shown);
    }

    private void set(String type, Object bean, boolean shown) {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName name = new ObjectName("javax.cache:type=" + type + suffix);
            if (shown) {
                register(server, name, bean);
            } else {
                unregister(server, name);
            }
        } catch (JMException e) {
            throw new CacheException(
                    "The MXBean " + type + suffix + " could not be " + (shown ? "" : "un") + "registered", e);
        }
    }

    private static void register(MBeanServer server, ObjectName name, Object bean) throws JMException {
        if (!server.isRegistered(name)) {
            try {
                server.registerMBean(bean, name);
            } catch (InstanceAlreadyExistsException e) {
                // Another thread switched it on at the same time: it is there, as asked for.
            }
        }
    }

    private static void unregister(MBeanServer server, ObjectName name) throws JMException {
        if (server.isRegistered(name)) {
            try {
                server.unregisterMBean(name);
            } catch (InstanceNotFoundException e) {
                // Another thread switched it off at the same time: it is gone, as asked for.
            }
        }
    }

    private static String nameable(String text) {
        return text.replaceAll("[,:=\n*?]", ".");
    }
}
