package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ModifiedExpiryPolicy;

/** A process with one cache in a database, which does what it is told by a line and answers by another. For one thread. */
final class ModelReplica implements AutoCloseable {
    /** How long an entry lives after it was written, by the clock that it is told. */
    static final long LIFE_MILLIS = 1_000;

    /** How long its heap may be behind. */
    static final long STALENESS_MILLIS = 200;

    static final String FAILED = "failed";
    private static final String ANSWER = "> ";

    private final Process process;
    private final BufferedReader said;

    /** Starts it, without waiting until it can be told something. */
    ModelReplica(PostgresDatabase database, boolean hasHeap) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ModelReplica.class.getName(),
                        database.uri(),
                        database.user(),
                        database.password(),
                        hasHeap ? "30" : "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Tells it something, without waiting for the answer. */
    void tell(String command) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** What it answers to what it was told. */
    String answer() throws IOException {
        String line = said.readLine();
        while (line != null && !line.startsWith(ANSWER)) {
            line = said.readLine();
        }
        if (line == null) {
            throw new IOException("The process has ended");
        }
        return line.substring(ANSWER.length());
    }

    String ask(String command) throws IOException {
        tell(command);
        return answer();
    }

    /** Kills it. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "It does not die");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static void main(String[] arguments) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("refrain.postgresql.user", arguments[1]);
        properties.setProperty("refrain.postgresql.password", arguments[2]);
        properties.setProperty("refrain.postgresql.staleness", STALENESS_MILLIS + "ms");
        properties.setProperty("refrain.postgresql.retry-interval", "20ms");
        properties.setProperty("refrain.postgresql.sweep-interval", "20ms");
        properties.setProperty("refrain.caches.\"*\".heap-entries", arguments[3]);
        FakeClock clock = new FakeClock();
        try (RefrainCachingProvider provider = new RefrainCachingProvider(clock)) {
            Cache<String, String> cache = provider.getCacheManager(URI.create(arguments[0]), null, properties)
                    .createCache(
                            "c",
                            FileCaches.strings()
                                    .setExpiryPolicyFactory(ModifiedExpiryPolicy.factoryOf(
                                            new Duration(TimeUnit.MILLISECONDS, LIFE_MILLIS))));
            BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = told.readLine(); line != null; line = told.readLine()) {
                List<String> words = Arrays.asList(line.split(" "));
                Object answer;
                try {
                    answer = words.get(0).equals("clock") ? set(clock, words.get(1)) : run(cache, words);
                } catch (CacheException e) {
                    answer = FAILED;
                }
                System.out.println(ANSWER + answer);
            }
        }
    }

    private static boolean set(FakeClock clock, String millis) {
        clock.set(Long.parseLong(millis));
        return true;
    }

    private static Object run(Cache<String, String> cache, List<String> words) {
        String key = words.size() > 1 ? words.get(1) : "";
        String value = words.size() > 2 ? words.get(2) : "";
        return String.valueOf((Object)
                switch (words.get(0)) {
                    case "get" -> cache.get(key);
                    case "put" -> done(() -> cache.put(key, value));
                    case "putIfAbsent" -> cache.putIfAbsent(key, value);
                    case "replace" -> cache.replace(key, value);
                    case "replaceIfEqual" -> cache.replace(key, value, words.get(3));
                    case "remove" -> cache.remove(key);
                    case "removeIfEqual" -> cache.remove(key, value);
                    case "getAndPut" -> cache.getAndPut(key, value);
                    case "getAndRemove" -> cache.getAndRemove(key);
                    case "getAndReplace" -> cache.getAndReplace(key, value);
                    case "append" ->
                        cache.invoke(key, (entry, none) -> {
                            String longer = (entry.exists() ? entry.getValue() : "") + value;
                            entry.setValue(longer);
                            return longer;
                        });
                    // Holds the key, so what is under way is waited for, and asks the database.
                    case "look" ->
                        cache.invoke(key, (entry, none) -> {
                            String there = entry.getValue();
                            if (there == null) {
                                entry.remove();
                            }
                            return there;
                        });
                    case "putAll" ->
                        done(() -> cache.putAll(words.stream()
                                .skip(1)
                                .collect(Collectors.toMap(each -> each.split("=")[0], each -> each.split("=")[1]))));
                    case "removeAll" -> done(() -> cache.removeAll(new HashSet<>(words.subList(1, words.size()))));
                    case "clear" -> done(cache::clear);
                    case "all" -> {
                        Map<String, String> all = new TreeMap<>();
                        cache.forEach(entry -> all.put(entry.getKey(), entry.getValue()));
                        yield all;
                    }
                    default -> throw new IllegalArgumentException(words.get(0));
                });
    }

    private static boolean done(Runnable action) {
        action.run();
        return true;
    }
}
