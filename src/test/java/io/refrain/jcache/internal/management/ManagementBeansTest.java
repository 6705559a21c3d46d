package io.refrain.jcache.internal.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import org.junit.jupiter.api.Test;

class ManagementBeansTest {
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final AtomicInteger asked = new AtomicInteger();
    private final ManagementBeans beans = new ManagementBeans("refrain:heap", "c", () -> {
        asked.incrementAndGet();
        return server;
    });

    @Test
    void hidden_neverAsksForTheServer() {
        beans.statistics(new Statistics(), false);
        beans.hide();

        assertEquals(0, asked.get());
    }

    @Test
    void shown_thenHidden_isRegisteredMeanwhile() throws Exception {
        int before = server.getMBeanCount();

        beans.statistics(new Statistics(), true);
        assertEquals(before + 1, server.getMBeanCount());
        assertTrue(asked.get() > 0);
        beans.statistics(new Statistics(), false);

        assertEquals(before, server.getMBeanCount());
    }
}
