package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.RefrainCachingProvider;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Four processes of four threads each on one database, each with a heap in front: nobody reads from it what another replaced longer ago than configured, and what they change in steps together, nobody
 * loses. {@code -Dtests.sharing.seconds=60} lets them do it for longer.
 */
@NeedsPostgres
@Timeout(value = 1, unit = TimeUnit.HOURS)
class ReplicasTest {
    private static final int SECONDS = Integer.getInteger("tests.sharing.seconds", 3);
    private static final int PROCESSES = 4;
    private static final int THREADS = 4;
    private static final int KEYS = 10;
    private static final int COUNTERS = 4;

    /** What is configured. */
    private static final long STALENESS_MILLIS = 1_000;

    @Test
    void read_fromAHeapInFront_isBehindForNoLongerThanConfigured_andNoStepIsLost() throws Exception {
        try (PostgresDatabase database = PostgresServer.shared().createDatabase()) {
            List<String> said = ReplicaProcesses.run(ReplicasTest.class, PROCESSES, database);
            Map<String, NavigableMap<Long, Long>> written = new TreeMap<>();
            long steps = 0;
            for (String line : said) {
                String[] parts = line.split(" ");
                if (parts[0].equals("wrote")) {
                    written.computeIfAbsent(parts[1], key -> new TreeMap<>())
                            .put(Long.parseLong(parts[2]), Long.parseLong(parts[3]));
                } else if (parts[0].equals("step")) {
                    steps++;
                }
            }
            List<Long> behind = new ArrayList<>();
            long reads = 0;
            for (String line : said) {
                String[] parts = line.split(" ");
                if (parts[0].equals("read")) {
                    reads++;
                    Map.Entry<Long, Long> next =
                            written.getOrDefault(parts[1], new TreeMap<>()).higherEntry(Long.parseLong(parts[2]));
                    long at = Long.parseLong(parts[3]);
                    if (next != null && next.getValue() < at) {
                        behind.add(at - next.getValue());
                    }
                }
            }
            long[] nanos = behind.stream().mapToLong(each -> each).sorted().toArray();
            System.out.println("Replicas: " + PROCESSES + " processes of " + THREADS + " threads for " + SECONDS
                    + " s, "
                    + reads + " reads, " + steps + " steps; " + nanos.length + " reads were behind, by "
                    + millis(nanos, 0.5) + " ms at the median, " + millis(nanos, 0.99) + " ms at the 99th percentile, "
                    + millis(nanos, 1) + " ms at most (bound " + STALENESS_MILLIS + " ms)");
            assertTrue(reads > 0 && steps > 0);
            assertTrue(millis(nanos, 1) <= STALENESS_MILLIS, () -> "behind by " + Arrays.toString(nanos));
            try (RefrainCachingProvider provider = new RefrainCachingProvider();
                    Cache<String, Long> cache = cache(provider, database.uri(), database.user(), database.password())) {
                long sum = 0;
                for (int i = 0; i < COUNTERS; i++) {
                    sum += cache.get("counter" + i);
                }
                assertEquals(steps, sum);
            }
        }
    }

    private static long millis(long[] sorted, double part) {
        return sorted.length == 0
                ? 0
                : TimeUnit.NANOSECONDS.toMillis(sorted[(int) Math.min(sorted.length - 1, part * sorted.length)]);
    }

    /** One of the processes. */
    public static void main(String[] args) throws Exception {
        Queue<String> said = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (RefrainCachingProvider provider = new RefrainCachingProvider();
                Cache<String, Long> cache = cache(provider, args[0], args[1], args[2])) {
            cache.get("warm");
            ReplicaProcesses.awaitAll();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int own = Integer.parseInt(args[3]) * THREADS + i;
                all.add(threads.submit(() -> {
                    for (long number = 1; System.nanoTime() < end; number++) {
                        step(cache, own, number, said);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.println(String.join("\n", said));
        System.exit(0);
    }

    private static void step(Cache<String, Long> cache, int own, long number, Queue<String> said) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int what = random.nextInt(100);
        if (what < 5) {
            String key = own + "-" + random.nextInt(KEYS);
            cache.put(key, number);
            said.add("wrote " + key + " " + number + " " + System.nanoTime());
        } else if (what < 8) {
            cache.invoke("counter" + random.nextInt(COUNTERS), (entry, arguments) -> {
                entry.setValue(entry.exists() ? entry.getValue() + 1 : 1L);
                return null;
            });
            said.add("step");
        } else {
            String key = random.nextInt(PROCESSES * THREADS) + "-" + random.nextInt(KEYS);
            long at = System.nanoTime();
            Long value = cache.get(key);
            if (value != null) {
                said.add("read " + key + " " + value + " " + at);
            }
        }
    }

    private static Cache<String, Long> cache(
            RefrainCachingProvider provider, String uri, String user, String password) {
        Properties properties = new Properties();
        properties.setProperty("refrain.postgresql.user", user);
        properties.setProperty("refrain.postgresql.password", password);
        properties.setProperty("refrain.postgresql.staleness", STALENESS_MILLIS + "ms");
        return provider.getCacheManager(URI.create(uri), null, properties)
                .createCache("c", new MutableConfiguration<String, Long>().setTypes(String.class, Long.class));
    }
}
