package io.refrain.jcache.internal.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The configuration keys {@code refrain.postgresql.*}. */
final class PostgresqlKeys {
    private static final Pattern WRITTEN_PARAMETERS = Pattern.compile("[^=&\\s]+=[^=&\\s]*(&[^=&\\s]+=[^=&\\s]*)*");

    static final Key<String> USER = optional(
            "user",
            ValueType.text("text", "the name of a user of the database", text -> true),
            "the URI's, else that of the process",
            "as whom it is connected");

    static final Key<String> PASSWORD = optional(
            "password",
            ValueType.text("text", "the password of that user", text -> true).keptSecret(),
            "the URI's, else none",
            "the password of that user; it is never logged");

    static final Key<String> PARAMETERS = optional(
            "parameters",
            ValueType.text(
                    "text",
                    "parameters of the driver, percent-encoded, such as sslmode=verify-full&sslrootcert=/etc/ca.crt",
                    WRITTEN_PARAMETERS.asMatchPredicate()),
            "none besides the URI's",
            "parameters of the driver, written as after the `?` of the URI, for what takes no such URI, as Micrometer's binder for caches");

    static final Key<Integer> CONNECTIONS = key(
            "connections",
            ValueType.count(1, 1_000),
            "16",
            "how many connections a process has at most, besides one that listens");

    static final Key<Duration> CONNECT_TIMEOUT = duration(
            "connect-timeout",
            Duration.ofMillis(1),
            Duration.ofMinutes(10),
            "5s",
            "how long it may take to make a connection, after which the database counts as unreachable");

    static final Key<Duration> CONNECTION_WAIT = duration(
            "connection-wait",
            Duration.ofMillis(1),
            Duration.ofMinutes(10),
            "5s",
            "how long one waits for a connection when all are in use");

    static final Key<Duration> STATEMENT_TIMEOUT = duration(
            "statement-timeout",
            Duration.ofMillis(1),
            Duration.ofMinutes(10),
            "10s",
            "how long a statement may take before it counts as failed");

    static final Key<Duration> RETRY_INTERVAL = duration(
            "retry-interval",
            Duration.ofMillis(1),
            Duration.ofMinutes(10),
            "1s",
            "after the database could not be reached, how long it is not tried again; meanwhile what needs it fails at once");

    static final Key<Duration> STALENESS = duration(
            "staleness",
            Duration.ofMillis(100),
            Duration.ofHours(1),
            "1s",
            "how long the heap in front of a persistent cache is at most behind what another replica has committed");

    static final Key<Duration> NOTIFY_WINDOW = duration(
            "notify-window",
            Duration.ZERO,
            Duration.ofSeconds(1),
            "5ms",
            "how long it is gathered what was replaced and removed before the other replicas are told of all of it at once");

    static final Key<Duration> SWEEP_INTERVAL = duration(
            "sweep-interval",
            Duration.ofMillis(1),
            Duration.ofDays(1),
            "1s",
            "how often expired entries are looked for in the background");

    static final Key<Duration> LEASE = duration(
            "lease",
            Duration.ofMillis(100),
            Duration.ofHours(1),
            "10s",
            "how long the others wait for a replica that is gone while it asked what they want to ask; one that is there renews it for as long as it asks");

    static final Key<Leasing> LEASES = key(
            "leases",
            ValueType.choice(Leasing.class),
            "on",
            "whether equal questions that different replicas are asked at the same time are asked once");

    static final Key<Duration> LEASE_POLL = duration(
            "lease-poll",
            Duration.ofMillis(10),
            Duration.ofMinutes(1),
            "250ms",
            "how often a replica that waits for another's answer looks for it, besides at once when it is told that it is there");

    static final Key<Duration> TOUCH_WINDOW = duration(
            "touch-window",
            Duration.ZERO,
            Duration.ofMinutes(1),
            "100ms",
            "how long it is gathered what was read before that is written down, for `expire-after-access` and for what goes first when a"
                    + " cache is full");

    static final Key<Integer> COMMIT_GROUPS = key(
            "commit-groups",
            ValueType.count(1, 1_000),
            "4",
            "how many single writes are on their way to the database at once; further ones line up, and go together when one has ended");

    static final Key<Long> COMMIT_GROUP_BYTES = key(
            "commit-group-bytes",
            ValueType.bytes(0, 1 << 30),
            "256K",
            "how many bytes of such writes go together at most, so that a few long values do not keep many short ones waiting");

    static final List<Key<?>> ALL = List.of(
            USER,
            PASSWORD,
            PARAMETERS,
            CONNECTIONS,
            CONNECT_TIMEOUT,
            CONNECTION_WAIT,
            STATEMENT_TIMEOUT,
            RETRY_INTERVAL,
            STALENESS,
            NOTIFY_WINDOW,
            SWEEP_INTERVAL,
            LEASES,
            LEASE,
            LEASE_POLL,
            TOUCH_WINDOW,
            COMMIT_GROUPS,
            COMMIT_GROUP_BYTES);

    private PostgresqlKeys() {}

    private static Key<Duration> duration(String name, Duration least, Duration most, String unset, String meaning) {
        return key(name, ValueType.duration(least, most), unset, meaning);
    }

    private static <T> Key<T> key(String name, ValueType<T> type, String unset, String meaning) {
        return Key.of("refrain.postgresql." + name, Scope.MANAGER, type, unset, meaning);
    }

    private static Key<String> optional(String name, ValueType<String> type, String unset, String meaning) {
        return Key.withoutDefault("refrain.postgresql." + name, Scope.MANAGER, type, unset, meaning);
    }
}
