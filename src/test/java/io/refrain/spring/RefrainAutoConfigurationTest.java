package io.refrain.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.util.Map;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What Spring's environment says becomes the URI and the keys of the manager. */
class RefrainAutoConfigurationTest {
    private static CacheManager manager(Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return new RefrainAutoConfiguration().refrainCacheManager(environment);
    }

    @Test
    void refrainCacheManager_ofAServer_hasItsUri() {
        String uri = "refrain:postgresql://localhost:1/spring";
        try (CacheManager manager = manager(
                Map.of("refrain.uri", uri, "refrain.postgresql.user", "me", "refrain.postgresql.staleness", "2s"))) {
            assertEquals(URI.create(uri), manager.getURI());
        }
    }

    @Test
    void refrainCacheManager_ofABadUriWithAPassword_doesNotTellIt() {
        RuntimeException refused = assertThrows(
                RuntimeException.class, () -> manager(Map.of("refrain.uri", "refrain:postgresql://me:s3cr3t@a b/db")));
        for (Throwable each = refused; each != null; each = each.getCause()) {
            assertFalse(each.toString().contains("s3cr3t"), each.toString());
        }
    }
}
