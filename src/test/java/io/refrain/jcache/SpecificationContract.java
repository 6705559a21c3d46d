package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the table of ARCHITECTURE.md is true: what each verb asks the expiry policy for, tells listeners and counts. */
abstract class SpecificationContract extends CacheContract {
    private static final String HEADER =
            "| verb | entry | asks the policy for | tells listeners | hits | misses | puts | removals |";

    private static final Map<String, Consumer<Cache<String, String>>> VERBS = Map.ofEntries(
            Map.entry("get", cache -> cache.get("k")),
            Map.entry("getAll", cache -> cache.getAll(Set.of("k"))),
            Map.entry("containsKey", cache -> cache.containsKey("k")),
            Map.entry("put", cache -> cache.put("k", "w")),
            Map.entry("putAll", cache -> cache.putAll(Map.of("k", "w"))),
            Map.entry("getAndPut", cache -> cache.getAndPut("k", "w")),
            Map.entry("putIfAbsent", cache -> cache.putIfAbsent("k", "w")),
            Map.entry("replace", cache -> cache.replace("k", "w")),
            Map.entry("replace if equal", cache -> cache.replace("k", "equal", "w")),
            Map.entry("getAndReplace", cache -> cache.getAndReplace("k", "w")),
            Map.entry("remove", cache -> cache.remove("k")),
            Map.entry("remove if equal", cache -> cache.remove("k", "equal")),
            Map.entry("getAndRemove", cache -> cache.getAndRemove("k")),
            Map.entry("removeAll", Cache::removeAll),
            Map.entry("removeAll of keys", cache -> cache.removeAll(Set.of("k"))),
            Map.entry("clear", Cache::clear),
            Map.entry("iterator", cache -> cache.iterator().forEachRemaining(entry -> {})),
            Map.entry("iterator, remove", SpecificationContract::removeByIterator),
            Map.entry("loadAll", cache -> load(cache, false)),
            Map.entry("loadAll, replacing", cache -> load(cache, true)),
            Map.entry("invoke, reading", cache -> cache.invoke("k", reading())),
            Map.entry("invoke, writing", cache -> cache.invoke("k", setting("w"))),
            Map.entry(
                    "invoke, removing",
                    cache -> cache.<String>invoke("k", (entry, arguments) -> {
                        entry.remove();
                        return "";
                    })),
            Map.entry("invoke, doing nothing", cache -> cache.invoke("k", (entry, arguments) -> "")));

    SpecificationContract(Medium medium) {
        super(medium);
    }

    /** One line of the table. */
    record Row(String verb, String entry, String asked, String told, List<Long> counted) {
        static Row of(String line) {
            String[] cells = Arrays.stream(line.split("\\|", -1))
                    .map(cell -> cell.replace("`", "").trim())
                    .toArray(String[]::new);
            return new Row(
                    cells[1],
                    cells[2],
                    cells[3],
                    cells[4],
                    Arrays.stream(cells, 5, 9).map(Long::valueOf).toList());
        }
    }

    static Stream<Row> rows() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("ARCHITECTURE.md"));
        int header = lines.indexOf(HEADER);
        assertTrue(header >= 0, "ARCHITECTURE.md has no table of verbs");
        return lines.stream()
                .skip(header + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(Row::of);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void verb_onAnEntry_doesWhatTheTableSays(Row row) {
        Cache<String, String> cache = cacheWith(row.entry());

        Objects.requireNonNull(VERBS.get(row.verb()), row.verb()).accept(cache);

        assertEquals(
                row,
                new Row(
                        row.verb(),
                        row.entry(),
                        String.join(", ", policy.asked),
                        listener.heard.stream()
                                .map(heard -> heard.split(" ")[0])
                                .collect(Collectors.joining(", ")),
                        counts(cache)));
    }

    @Test
    void table_ofVerbs_hasThemAll() throws IOException {
        assertEquals(VERBS.keySet(), rows().map(Row::verb).collect(Collectors.toSet()));
    }

    private Cache<String, String> cacheWith(String entry) {
        MutableConfiguration<String, String> configuration = heard();
        loader.source.put("k", "loaded");
        configuration.setCacheLoaderFactory(() -> loader);
        Cache<String, String> cache = create(configuration);
        switch (entry) {
            case "absent" -> {}
            case "present" -> cache.put("k", "v");
            case "equal" -> cache.put("k", "equal");
            case "expired" -> {
                policy.creation = FakePolicy.millis(10);
                cache.put("k", "v");
                clock.advance(10);
                policy.creation = FakePolicy.millis(1_000);
            }
            default -> throw new IllegalArgumentException(entry);
        }
        policy.asked.clear();
        listener.heard.clear();
        statistics(cache).clear();
        return cache;
    }

    private static void removeByIterator(Cache<String, String> cache) {
        Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
        iterator.next();
        iterator.remove();
    }

    private static void load(Cache<String, String> cache, boolean replace) {
        CompletionListenerFuture completion = new CompletionListenerFuture();
        cache.loadAll(Set.of("k"), replace, completion);
        try {
            completion.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
