package io.refrain.jcache.bench;

import static java.util.stream.Collectors.joining;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.jcache.configuration.CaffeineConfiguration;
import io.refrain.jcache.bench.Measurement.Ratio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cache2k.core.InternalCache2kBuilder;
import org.cache2k.jcache.JCacheConfig;
import org.ehcache.jsr107.EhcacheCachingProvider;
import org.jsr107.ri.spi.RICachingProvider;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;

/** The tables of one run. Immutable. */
final class Report {
    private static final String SIDE = "side";

    /** How the names of benchmarks begin that keep rows somewhere. */
    static final String FILE = "File";

    static final String SERVER = "Server";

    private final List<Measurement> measurements;
    private final boolean quick;

    /** @param results of all rounds, one after the other */
    Report(Collection<RunResult> results, boolean quick) {
        List<Measurement> found = new ArrayList<>();
        for (RunResult result : results) {
            Measurement one = Measurement.of(result);
            int there = IntStream.range(0, found.size())
                    .filter(i -> found.get(i).isOfTheSame(one))
                    .findFirst()
                    .orElse(-1);
            if (there < 0) {
                found.add(one);
            } else {
                found.set(there, found.get(there).and(one));
            }
        }
        this.measurements = List.copyOf(found);
        this.quick = quick;
    }

    /** The content of {@code BENCHMARKS.md}. */
    String markdown() {
        return """
                # Benchmarks

                Written by `./mvnw -q -B -Pjmh test-compile exec:exec%s`; not edited by hand. All sides ran in this one run, by value
                (except raw Caffeine), on the heap, with room for %,d entries, or ten times as many where it says roomy (except the
                reference implementation, which has no bound), warm with %,d entries, for keys in a Zipf-distributed order made beforehand, by one thread unless
                said. Figures of different machines or runs do not compare; the ratios do.

                %s
                ## Ratios

                How many times as fast as the side with 1.00. In each round every side runs in a new virtual machine, one after the other; what
                is said is the median of the rounds' ratios, and in parentheses the lowest and the highest of them.

                %s
                ## Files

                Rows in a file on the disk of this machine, past any heap, each written value a new one. JDBC is the driver by itself, with
                prepared statements and each put its own transaction, in a table of a key and a value (WAL, synchronous NORMAL; FULL where it says so).

                %s
                ## Database server

                Rows in a PostgreSQL server on this machine and its disk, started for it alone with all defaults (`synchronous_commit` and `fsync` are on), past any heap. JDBC is the driver by itself, with prepared
                statements and each put its own transaction, by as many connections as there are threads; its look-ups are in the table of Refrain, its puts in one of a key and a value.

                %s
                ## Goals

                %s
                ## Measurements

                The time of one operation in its thread, the median of the rounds with the fastest and the slowest of them, and what it
                allocates.

                %s"""
                .formatted(
                        quick ? " -Djmh.arguments=--quick" : "",
                        Side.MAX_ENTRIES,
                        Keys.COUNT,
                        surroundings(),
                        ratios(),
                        rowRatios(FILE),
                        rowRatios(SERVER),
                        goals(),
                        all());
    }

    /** One line for each case, one column for each side. */
    String ratios() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(Stream.concat(Stream.of("case"), Arrays.stream(Side.values()).map(Side::title))
                .toList());
        Map<String, List<Measurement>> cases = new LinkedHashMap<>();
        for (Measurement one : measurements) {
            if (one.parameters().containsKey(SIDE) && !isOfRows(one)) {
                cases.computeIfAbsent(title(one), any -> new ArrayList<>()).add(one);
            }
        }
        cases.forEach((title, sides) -> {
            Measurement base = of(sides, Side.CAFFEINE)
                    .or(() -> of(sides, Side.CAFFEINE_JCACHE))
                    .orElse(sides.get(0));
            List<String> row = new ArrayList<>(List.of(title));
            for (Side side : Side.values()) {
                row.add(of(sides, side)
                        .map(one -> one == base ? "1.00" : text(one.to(base)))
                        .orElse(""));
            }
            rows.add(row);
        });
        return table(rows);
    }

    /** One line for each way to keep values in rows. */
    String rowRatios(String where) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("case", "side", "times as fast as JDBC"));
        for (Measurement one : measurements) {
            if (one.benchmark().startsWith(where)) {
                String[] base = Stream.concat(
                                Stream.of("JDBC"),
                                one.parameters().entrySet().stream()
                                        .filter(each -> !each.getKey().equals(SIDE))
                                        .map(Map.Entry::getValue))
                        .toArray(String[]::new);
                find(one.benchmark(), base)
                        .ifPresent(jdbc -> rows.add(List.of(title(one), side(one), text(one.to(jdbc)))));
            }
        }
        return table(rows);
    }

    private static boolean isOfRows(Measurement one) {
        return one.benchmark().startsWith(FILE) || one.benchmark().startsWith(SERVER);
    }

    /** What the project wants to reach, and what this run did. */
    String goals() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("what", "to", "at least", "this run", "reached"));
        Map<String, Double> gets = new LinkedHashMap<>();
        gets.put("STATISTICS_OFF", 0.8);
        gets.put("STATISTICS_ON", 0.6);
        gets.put("TOUCHED", 0.4);
        for (String room : List.of("FULL", "ROOMY")) {
            gets.forEach((mode, least) -> {
                goal(
                        rows,
                        least,
                        find("HeapGet.get", mode, room, "REFRAIN"),
                        find("HeapGet.get", mode, room, "CAFFEINE"));
                goal(rows, 1, find("HeapGet.get", mode, room, "REFRAIN"), bestPeer("HeapGet.get", mode, room));
            });
        }
        for (String mode : List.of("STATISTICS_OFF", "STATISTICS_ON")) {
            goal(rows, 1, find("HeapPut.put", mode, "REFRAIN"), bestPeer("HeapPut.put", mode));
        }
        for (String verb : List.of("BeanByValue.get", "BeanByValue.put")) {
            goal(rows, 5, find(verb, "REFRAIN"), find(verb, "CAFFEINE_JCACHE"));
        }
        for (String verb : List.of("TwoThreads.get", "TwoThreads.put")) {
            goal(rows, 1.6, find(verb + "ByTwo", "REFRAIN"), find(verb + "ByOne", "REFRAIN"));
        }
        goal(rows, 0.7, find("Stores.get", "TIERED"), find("Stores.get", "HEAP"));
        for (String size : List.of("10000", "1000000")) {
            goal(rows, 1, find("FileGet.get", size, "REFRAIN"), find("FileGet.get", size, "JDBC"));
        }
        goal(rows, 1 / 1.5, find("FileGet.get", "1000000", "REFRAIN"), find("FileGet.get", "10000", "REFRAIN"));
        goal(rows, 1 / 1.5, find("FilePutAmongMany.put", "REFRAIN"), find("FilePut.put", "REFRAIN"));
        goal(rows, 0.65, find("FilePut.put", "REFRAIN"), find("FilePut.put", "JDBC"));
        goal(rows, 4, find("FilePut.put", "REFRAIN_BATCHED"), find("FilePut.put", "JDBC"));
        goal(rows, 1.3, find("FilePutBySixteen.put", "REFRAIN"), find("FilePut.put", "JDBC"));
        goal(rows, 4, find("FilePutBySixteen.put", "REFRAIN_SYNCED"), find("FilePut.put", "JDBC_FULL"));
        goal(rows, 0.75, find("FilePut.putAll", "REFRAIN"), find("FilePut.putAll", "JDBC"));
        goal(rows, 0.6, find("ServerGet.get", "REFRAIN"), find("ServerGet.get", "JDBC"));
        goal(rows, 2, find("ServerPutBySixteen.put", "REFRAIN"), find("ServerPut.put", "JDBC"));
        find("HeapGet.get", "STATISTICS_ON", "REFRAIN")
                .ifPresent(one -> rows.add(List.of(
                        "Bytes allocated by " + title(one),
                        "",
                        "at most 0",
                        number(one.bytes()),
                        one.bytes() < 0.5 ? "yes" : "no")));
        return table(rows);
    }

    private static void goal(
            List<List<String>> rows, double least, Optional<Measurement> one, Optional<Measurement> other) {
        if (one.isPresent() && other.isPresent()) {
            Ratio ratio = one.get().to(other.get());
            rows.add(List.of(
                    name(one.get()),
                    name(other.get()),
                    number(least),
                    text(ratio),
                    ratio.median() >= least ? "yes" : "no"));
        }
    }

    private Optional<Measurement> bestPeer(String benchmark, String... parameters) {
        return Stream.of("CAFFEINE_JCACHE", "CACHE2K", "EHCACHE", "REFERENCE")
                .flatMap(
                        peer -> find(
                                benchmark,
                                Stream.concat(Stream.of(peer), Stream.of(parameters))
                                        .toArray(String[]::new))
                                .stream())
                .max(Comparator.comparingDouble(Measurement::median));
    }

    private Optional<Measurement> find(String benchmark, String... parameters) {
        return measurements.stream()
                .filter(one -> one.benchmark().equals(benchmark))
                .filter(one -> one.parameters().values().containsAll(List.of(parameters)))
                .findFirst();
    }

    private static Optional<Measurement> of(List<Measurement> sides, Side side) {
        return sides.stream()
                .filter(one -> side.name().equals(one.parameters().get(SIDE)))
                .findFirst();
    }

    private String all() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("case", "side", "ns", "fastest", "slowest", "bytes"));
        for (Measurement one : measurements) {
            rows.add(List.of(
                    title(one),
                    side(one),
                    number(one.nanos().median()),
                    number(one.nanos().least()),
                    number(one.nanos().most()),
                    String.format(Locale.ROOT, "%.0f", one.bytes())));
        }
        return table(rows);
    }

    private static String name(Measurement one) {
        return title(one) + ", " + side(one);
    }

    private static String side(Measurement one) {
        String side = one.parameters().get(SIDE);
        if (side == null) {
            return "Refrain";
        }
        return isOfRows(one)
                ? side.toLowerCase(Locale.ROOT).replace('_', ' ')
                : Side.valueOf(side).title();
    }

    private static String title(Measurement one) {
        return one.parameters().entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals(SIDE))
                .map(parameter ->
                        ", " + parameter.getValue().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(joining("", one.benchmark(), ""));
    }

    private static String text(Ratio ratio) {
        return number(ratio.median()) + " (" + number(ratio.least()) + " to " + number(ratio.most()) + ")";
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, Math.abs(number) < 100 ? "%.2f" : "%,.0f", number);
    }

    private static String table(List<List<String>> rows) {
        StringBuilder table = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            table.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                table.append("|---".repeat(rows.get(0).size())).append("|\n");
            }
        }
        return table.toString();
    }

    private static String surroundings() {
        return table(List.of(
                List.of("what", "which"),
                List.of("processor", processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores"),
                List.of(
                        "memory of the virtual machine",
                        (Runtime.getRuntime().maxMemory() >> 20) + " MiB at most (its default)"),
                List.of(
                        "system",
                        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                                + System.getProperty("os.arch")),
                List.of("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version")),
                List.of(
                        "versions",
                        Stream.of(
                                        Caffeine.class,
                                        CaffeineConfiguration.class,
                                        JCacheConfig.class,
                                        InternalCache2kBuilder.class,
                                        EhcacheCachingProvider.class,
                                        RICachingProvider.class,
                                        Runner.class)
                                .map(Report::jar)
                                .collect(joining(", ")))));
    }

    private static String jar(Class<?> type) {
        String path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        return path.substring(path.lastIndexOf('/') + 1).replace(".jar", "");
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
