package io.refrain.jcache.internal.config;

import java.time.Duration;
import java.util.List;

/** The configuration keys of a cache manager that concern no file. */
final class ManagerKeys {
    static final Key<String> URI = Key.withoutDefault(
            "refrain.uri",
            Scope.APPLICATION,
            new ValueType<>(
                    "URI",
                    "refrain:heap, refrain:sqlite: and the path of a file, or refrain:postgresql://<host>:<port>/<database>",
                    text -> text,
                    // That of another provider may hold a user, too.
                    text -> text.contains("@") || ShownUri.hides(text)),
            "`refrain:sqlite:refrain.db` in the service, `refrain:heap` in the library",
            "the cache manager: `refrain:heap`, `refrain:sqlite:` and the path of a file, or `refrain:postgresql://host:port/database`;"
                    + " `refrain:heap` keeps nothing over a restart");

    static final Key<String> PROVIDER = Key.of(
            "refrain.provider",
            Scope.APPLICATION,
            ValueType.className(),
            "io.refrain.jcache.RefrainCachingProvider",
            "the JSR-107 provider behind the service");

    static final Key<Duration> KEY_TIMEOUT = Key.of(
            "refrain.key-timeout",
            Scope.MANAGER,
            ValueType.duration(Duration.ofMillis(1), Duration.ofMinutes(10)),
            "10s",
            "how long what holds a key of a cache (an entry processor, a writer, a listener) waits for a further one before it fails with an error"
                    + " that names both");

    static final List<Key<?>> ALL = List.of(URI, PROVIDER, KEY_TIMEOUT);

    private ManagerKeys() {}
}
