package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.RefrainCachingProvider;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two processes of eight threads each that share a file: what one was told is written, the other reads from then on; what they
 * change in steps together, nobody loses. {@code -Dtests.sharing.seconds=60} lets them do it for longer.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class SharingTest {
    private static final int SECONDS = Integer.getInteger("tests.sharing.seconds", 3);
    private static final int THREADS = 8;
    private static final int KEYS = 20;
    private static final int COUNTERS = 4;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void write_byAnotherProcess_isSeenAtOnceAndStepsOfBothCount(boolean writeHere) throws Exception {
        Process other = start(directory, "on", "other", String.valueOf(SECONDS));
        List<String> said = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("ready", lines.readLine());
            said.addAll(work(directory, "here", SECONDS, writeHere));
            lines.lines().forEach(said::add);
        }
        assertTrue(other.waitFor(60, TimeUnit.SECONDS));
        assertEquals(
                0,
                other.exitValue(),
                () -> String.join("\n", said.subList(Math.max(0, said.size() - 20), said.size())));

        Map<String, NavigableMap<Long, Long>> written = new TreeMap<>();
        long steps = 0;
        for (String line : said) {
            String[] parts = line.split(" ");
            switch (parts[0]) {
                case "wrote" ->
                    written.computeIfAbsent(parts[1], key -> new TreeMap<>())
                            .merge(Long.parseLong(parts[3]), Long.parseLong(parts[2]), Math::max);
                case "step" -> steps++;
                default -> {}
            }
        }
        written.values().forEach(SharingTest::raise);
        long reads = 0;
        long stale = 0;
        for (String line : said) {
            String[] parts = line.split(" ");
            if (parts[0].equals("read")) {
                long read = Long.parseLong(parts[2]);
                long at = Long.parseLong(parts[3]);
                NavigableMap<Long, Long> ofKey = written.getOrDefault(parts[1], new TreeMap<>());
                if (ofKey.headMap(at).values().stream().anyMatch(number -> number > read)) {
                    stale++;
                }
                reads++;
            }
        }
        System.out.println("Shared: 2 processes of " + THREADS
                + (writeHere ? " threads" : " threads, of which one only reads,") + " for " + SECONDS + " s, " + reads
                + " reads, " + steps + " steps, 0 failures; " + stale + " reads were stale");
        assertTrue(reads > 0 && steps > 0);
        assertEquals(0, stale);
        try (RefrainCachingProvider provider = new RefrainCachingProvider();
                Cache<String, Long> cache = cache(provider, directory, "on")) {
            long sum = 0;
            for (int i = 0; i < COUNTERS; i++) {
                sum += cache.get("counter" + i);
            }
            assertEquals(steps, sum);
        }
    }

    /** The times of writes with the highest number that was acknowledged by then. */
    private static void raise(NavigableMap<Long, Long> writes) {
        long highest = 0;
        for (Map.Entry<Long, Long> each : writes.entrySet()) {
            highest = Math.max(highest, each.getValue());
            each.setValue(highest);
        }
    }

    @Test
    void open_ofAFileThatAnotherHasForItself_isRefusedByName() throws Exception {
        Process other = start(directory, "off", "other", "60");
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
                RefrainCachingProvider provider = new RefrainCachingProvider()) {
            assertEquals("ready", lines.readLine());
            for (String sharing : List.of("on", "off")) {
                CacheException refusal =
                        assertThrows(CacheException.class, () -> cache(provider, directory, sharing), sharing);
                assertTrue(refusal.toString().contains("in use by process " + other.pid()), refusal::toString);
                assertTrue(refusal.toString().contains("refrain.sqlite.sharing=on"), refusal::toString);
            }
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void open_forItself_ofAFileThatAnotherShares_isRefusedByName() throws Exception {
        Process other = start(directory, "on", "other", "60");
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
                RefrainCachingProvider provider = new RefrainCachingProvider()) {
            assertEquals("ready", lines.readLine());
            CacheException refusal = assertThrows(CacheException.class, () -> cache(provider, directory, "off"));
            assertTrue(refusal.toString().contains("in use by process " + other.pid()), refusal::toString);
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void open_ofABatchedCache_inASharedFile_isRefused() {
        Properties properties = properties("on");
        properties.setProperty("refrain.caches.\"c\".durability", "batched");
        try (RefrainCachingProvider provider = new RefrainCachingProvider()) {
            CacheException refusal =
                    assertThrows(CacheException.class, () -> provider.getCacheManager(uri(directory), null, properties)
                            .createCache("c", new MutableConfiguration<>()));
            assertTrue(refusal.toString().contains("durability=batched"), refusal::toString);
        }
    }

    @Test
    void open_twiceInOneProcess_withAnotherSharing_goesByTheFirst() {
        try (RefrainCachingProvider provider = new RefrainCachingProvider();
                RefrainCachingProvider another = new RefrainCachingProvider();
                Cache<String, Long> shared = cache(provider, directory, "on");
                Cache<String, Long> too = cache(another, directory, "off")) {
            too.put("k", 1L);
            assertEquals(Long.valueOf(1), shared.<Long>invoke("k", (entry, arguments) -> entry.getValue()));
            shared.put("k", 2L);
            assertEquals(Long.valueOf(2), too.get("k"));
        }
    }

    private static Process start(Path directory, String sharing, String name, String seconds) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SharingTest.class.getName(),
                        directory.toString(),
                        sharing,
                        name,
                        seconds)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The other process. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        if (args[1].equals("off")) {
            cache(new RefrainCachingProvider(), directory, "off").put("k", 1L);
            System.out.println("ready");
            Thread.sleep(TimeUnit.SECONDS.toMillis(Long.parseLong(args[3])));
        } else {
            cache(new RefrainCachingProvider(), directory, "on").put("k", 1L);
            System.out.println("ready");
            System.out.println(String.join("\n", work(directory, args[2], Integer.parseInt(args[3]), true)));
        }
        System.exit(0);
    }

    /** Writes, reads and counts with several threads; gives what was done when. */
    private static Queue<String> work(Path directory, String name, int seconds, boolean write) throws Exception {
        Queue<String> said = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (RefrainCachingProvider provider = new RefrainCachingProvider();
                Cache<String, Long> cache = cache(provider, directory, "on")) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String own = name + i;
                all.add(threads.submit(() -> {
                    for (long number = 1; System.nanoTime() < end; number++) {
                        step(cache, own, number, write, said);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return said;
    }

    private static void step(Cache<String, Long> cache, String own, long number, boolean write, Queue<String> said) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        switch (write ? random.nextInt(8) : 7) {
            case 0 -> {
                String key = own + "-" + random.nextInt(KEYS);
                cache.put(key, number);
                said.add("wrote " + key + " " + number + " " + System.nanoTime());
            }
            case 1 -> {
                cache.invoke("counter" + random.nextInt(COUNTERS), (entry, arguments) -> {
                    entry.setValue(entry.exists() ? entry.getValue() + 1 : 1L);
                    return null;
                });
                said.add("step");
            }
            default -> {
                String key = (random.nextBoolean() ? "here" : "other") + random.nextInt(THREADS) + "-"
                        + random.nextInt(KEYS);
                long at = System.nanoTime();
                Long value = cache.get(key);
                said.add("read " + key + " " + (value == null ? 0 : value) + " " + at);
            }
        }
    }

    private static URI uri(Path directory) {
        return URI.create(
                "refrain:sqlite:" + directory.resolve("shared.db").toUri().getRawPath());
    }

    private static Properties properties(String sharing) {
        Properties properties = new Properties();
        properties.setProperty("refrain.sqlite.sharing", sharing);
        return properties;
    }

    private static Cache<String, Long> cache(RefrainCachingProvider provider, Path directory, String sharing) {
        return provider.getCacheManager(uri(directory), null, properties(sharing))
                .createCache("c", new MutableConfiguration<String, Long>().setTypes(String.class, Long.class));
    }
}
