package io.refrain.quarkus;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import io.refrain.jcache.internal.config.CacheSettings;
import io.refrain.jcache.internal.config.KeyReader;
import io.refrain.jcache.internal.config.ManagerSettings;
import io.refrain.jcache.internal.config.Settings;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The configuration of the service. Stops its start with one message of all that cannot be used: the key, its value and what is
 * allowed; what may be a secret is never told. Safe for use by several threads at once.
 */
@Singleton
public class ServiceConfig {
    /** The cache of answers. */
    static final String CACHE = "chat";

    /** That of the gateway. */
    static final String GATEWAY_CACHE = "gateway";

    private final Settings settings;
    private final long serverLimit;

    @Inject
    ServiceConfig(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize serverLimit) {
        this(new Settings(new Properties()), serverLimit.asLongValue());
    }

    /** @param serverLimit the most bytes of a body that reach the service */
    ServiceConfig(Settings settings, long serverLimit) {
        this.settings = settings;
        this.serverLimit = serverLimit;
    }

    /** Before anything is made from it. */
    void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        sound();
    }

    @Produces
    @Singleton
    ChatConfig chat() {
        return new ChatConfig(sound());
    }

    @Produces
    @Singleton
    GatewayConfig gateway() {
        return GatewayConfig.of(sound());
    }

    /** The file of the cache manager; empty when there is none. */
    public Optional<Path> file() {
        return ManagerSettings.file(sound());
    }

    /** Where answers come from. */
    Mode mode() {
        return sound().get(ServiceKeys.MODE);
    }

    /** The file of recorded answers; never empty in a mode that needs one. */
    Optional<Path> cassette() {
        return sound().read(ServiceKeys.CASSETTE).map(Path::of);
    }

    /** How long readiness waits. */
    Duration healthTimeout() {
        return sound().get(ServiceKeys.HEALTH_TIMEOUT);
    }

    /** How long an answer is kept; empty when that does not depend on when it was written. */
    public Optional<Duration> timeToLive() {
        return CacheSettings.expireAfterWrite(sound(), CACHE);
    }

    /** The same for the answers of the gateway. */
    Optional<Duration> timeToLiveOfGateway() {
        return CacheSettings.expireAfterWrite(sound(), GATEWAY_CACHE);
    }

    /** Reads keys of which none is wrong. */
    private KeyReader sound() {
        KeyReader keys = checked();
        if (!keys.problems().isEmpty()) {
            throw new ConfigurationException("The service cannot start as configured:" + System.lineSeparator()
                    + String.join(System.lineSeparator(), keys.problems()));
        }
        return keys;
    }

    /** What is wrong; empty when nothing is. */
    List<String> problems() {
        return checked().problems();
    }

    private KeyReader checked() {
        KeyReader keys = new KeyReader(settings);
        ServiceKeys.registry().check(keys);
        ManagerSettings.check(keys, CACHE, GATEWAY_CACHE);
        long longest = keys.get(ServiceKeys.CHAT_MAX_BODY_SIZE);
        if (longest > serverLimit) {
            keys.refuse(ServiceKeys.CHAT_MAX_BODY_SIZE.name() + "=" + longest
                    + " must be at most quarkus.http.limits.max-body-size, which is " + serverLimit);
        }
        Mode mode = keys.get(ServiceKeys.MODE);
        if ((mode == Mode.RECORD || mode == Mode.REPLAY)
                && keys.read(ServiceKeys.CASSETTE).isEmpty()) {
            keys.refuse(ServiceKeys.MODE.name() + "=" + mode.name().toLowerCase(Locale.ROOT) + " needs "
                    + ServiceKeys.CASSETTE.name() + ", the path of the file of recorded answers");
        }
        return keys;
    }
}
