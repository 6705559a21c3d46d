package io.refrain.quarkus;

import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.DistributedObject;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * A member of a cluster of its own on the loopback address, which each member that the tests start joins; while tests of Hazelcast run, and found by JUnit. A
 * service begins without what another has left in the cluster. For one thread.
 */
public final class SecondMember implements LauncherSessionListener, TestExecutionListener {
    private static final String CONFIGURATION = "/hazelcast-loopback.xml";

    private @Nullable HazelcastInstance member;
    private String profile = "";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty("refrain.provider", "").startsWith("com.hazelcast.")) {
            member = start();
            session.getLauncher().registerTestExecutionListeners(this);
        }
    }

    /** A cache that is there stays as it was made. Classes of tests with the same profile have one service, though, which would not get over that. */
    @Override
    public void executionStarted(TestIdentifier test) {
        if (member != null && test.getSource().orElse(null) instanceof ClassSource source) {
            String next = Arrays.toString(source.getJavaClass().getAnnotations());
            if (!next.equals(profile)) {
                profile = next;
                member.getDistributedObjects().forEach(DistributedObject::destroy);
            }
        }
    }

    /** Starts one, and has the others find it. */
    static HazelcastInstance start() {
        System.setProperty("tests.cluster", UUID.randomUUID().toString());
        System.setProperty("tests.member", "127.0.0.1:1");
        HazelcastInstance first = Hazelcast.newHazelcastInstance(
                new XmlConfigBuilder(Objects.requireNonNull(SecondMember.class.getResourceAsStream(CONFIGURATION)))
                        .build());
        System.setProperty(
                "tests.member",
                "127.0.0.1:" + first.getCluster().getLocalMember().getAddress().getPort());
        System.setProperty("hazelcast.config", configuration().toString());
        return first;
    }

    private static Path configuration() {
        try {
            return Path.of(Objects.requireNonNull(SecondMember.class.getResource(CONFIGURATION))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (member != null) {
            member.shutdown();
        }
    }
}
