package io.refrain.jcache.internal.config;

import java.time.Duration;
import java.util.List;

/** The configuration keys {@code refrain.sqlite.*}. */
final class SqliteKeys {
    static final Key<Duration> BUSY_TIMEOUT =
            duration("busy-timeout", Duration.ofMinutes(10), "5s", "how long a statement waits for another process");

    static final Key<OnDamage> ON_DAMAGE = key(
            "on-damage",
            ValueType.choice(OnDamage.class),
            "start-empty",
            "what becomes of a damaged file when it is opened: it is renamed to `<file>.damaged-<time>` and an empty one takes its place, or"
                    + " it is refused; it is never deleted");

    static final Key<Long> MAX_FILE_SIZE = key(
            "max-file-size",
            ValueType.bytes(0, Long.MAX_VALUE),
            "0",
            "how big the file itself gets at most, without its log; what there is no room for takes the place of what was unused the"
                    + " longest; `0`: no bound");

    static final Key<Long> MAX_LOG_SIZE = key(
            "max-log-size",
            ValueType.bytes(4L << 20, Long.MAX_VALUE),
            "64M",
            "how big its write-ahead log gets at most, at least `4M`");

    static final Key<Duration> BATCH_WINDOW = duration(
            "batch-window",
            Duration.ofMinutes(1),
            "100ms",
            "how long a `batched` write waits at most before it is written");

    static final Key<Integer> BATCH_ENTRIES = key(
            "batch-entries",
            ValueType.count(1, 10_000_000),
            "10000",
            "how many `batched` writes wait at most; whoever comes then writes them. From a quarter of it on, they are"
                    + " written in the background at once");

    static final Key<Long> BATCH_BYTES = key(
            "batch-bytes",
            ValueType.bytes(1, 1L << 30),
            "16M",
            "how many bytes of `batched` writes wait at most, as above");

    static final Key<Sharing> SHARING = key(
            "sharing",
            ValueType.choice(Sharing.class),
            "off",
            "whether other processes of this machine may use the file at the same time, if they say so, too; see below");

    static final Key<Integer> CONNECTIONS = Key.withoutDefault(
            "refrain.sqlite.connections",
            Scope.MANAGER,
            ValueType.count(1, 1_000),
            "2 for each processor, at least 8",
            "how many connections read at a time at most");

    static final Key<Duration> SWEEP_INTERVAL = duration(
            "sweep-interval", Duration.ofDays(1), "1s", "how often expired entries are looked for in the background");

    static final Key<Duration> WATCH_INTERVAL = duration(
            "watch-interval",
            Duration.ofMinutes(1),
            "500ms",
            "how often it is looked whether the file is still in its place");

    static final List<Key<?>> ALL = List.of(
            BUSY_TIMEOUT,
            ON_DAMAGE,
            MAX_FILE_SIZE,
            MAX_LOG_SIZE,
            BATCH_WINDOW,
            BATCH_ENTRIES,
            BATCH_BYTES,
            SHARING,
            CONNECTIONS,
            SWEEP_INTERVAL,
            WATCH_INTERVAL);

    private SqliteKeys() {}

    private static Key<Duration> duration(String name, Duration most, String unset, String meaning) {
        return key(name, ValueType.duration(Duration.ofMillis(1), most), unset, meaning);
    }

    private static <T> Key<T> key(String name, ValueType<T> type, String unset, String meaning) {
        return Key.of("refrain.sqlite." + name, Scope.MANAGER, type, unset, meaning);
    }
}
