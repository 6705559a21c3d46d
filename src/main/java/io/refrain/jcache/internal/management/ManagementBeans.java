package io.refrain.jcache.internal.management;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
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
    private static final Logger LOG = System.getLogger(ManagementBeans.class.getName());

    private final Supplier<MBeanServer> servers;
    private final String suffix;
    /** Those of this cache: another cache may have a name that differs in replaced characters only. */
    private final Set<ObjectName> registered = new HashSet<>();

    /**
     * Names the beans of a cache by its manager and its name.
     *
     * @param manager its URI, as it may be shown
     */
    public ManagementBeans(String manager, String cache) {
        this(manager, cache, ManagementFactory::getPlatformMBeanServer);
    }

    /** @param servers gives the same each time; not asked as long as nothing is shown, since the platform's starts then */
    ManagementBeans(String manager, String cache, Supplier<MBeanServer> servers) {
        this.servers = servers;
        this.suffix = ",CacheManager=" + nameable(manager) + ",Cache=" + nameable(cache);
    }

    /** Shows or hides the configuration. */
    public void configuration(CacheConfigurationBean bean, boolean shown) {
        set("CacheConfiguration", bean, shown);
    }

    /** Shows or hides the statistics. */
    public void statistics(Statistics bean, boolean shown) {
        set("CacheStatistics", bean, shown);
    }

    /** Hides both. */
    public synchronized void hide() {
        Set.copyOf(registered).forEach(this::unregister);
    }

    private synchronized void set(String type, Object bean, boolean shown) {
        try {
            ObjectName name = new ObjectName("javax.cache:type=" + type + suffix);
            if (!shown) {
                unregister(name);
            } else if (!registered.contains(name)) {
                register(name, bean);
            }
        } catch (JMException e) {
            throw new CacheException("The MXBean " + type + suffix + " could not be registered", e);
        }
    }

    private void register(ObjectName name, Object bean) throws JMException {
        try {
            servers.get().registerMBean(bean, name);
            registered.add(name);
        } catch (InstanceAlreadyExistsException e) {
            LOG.log(Level.WARNING, "{0} is not shown: there is an MXBean of that name already", name);
        }
    }

    private void unregister(ObjectName name) {
        try {
            if (registered.remove(name)) {
                servers.get().unregisterMBean(name);
            }
        } catch (InstanceNotFoundException e) {
            // Somebody else took it away: it is gone, as asked for.
        } catch (JMException e) {
            throw new CacheException("The MXBean " + name + " could not be unregistered", e);
        }
    }

    private static String nameable(String text) {
        return text.replaceAll("[,:=\n*?\"]", ".");
    }
}
