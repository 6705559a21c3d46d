package io.refrain.jcache.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What JMH found out about one benchmark with one set of parameters, in several rounds. Immutable.
 *
 * @param benchmark the class and the method
 * @param parameters by name
 * @param threads how many threads ran it
 * @param rounds operations a nanosecond, of all threads together, in each round
 * @param bytes allocated by one operation
 */
record Measurement(String benchmark, Map<String, String> parameters, int threads, List<Double> rounds, double bytes) {

    static Measurement of(RunResult result) {
        BenchmarkParams asked = result.getParams();
        Map<String, String> parameters = new TreeMap<>();
        asked.getParamsKeys().forEach(key -> parameters.put(key, asked.getParam(key)));
        String[] names = asked.getBenchmark().split("\\.");
        Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
        return new Measurement(
                names[names.length - 2] + "." + names[names.length - 1],
                parameters,
                asked.getThreads(),
                List.of(result.getPrimaryResult().getStatistics().getMean()),
                allocated == null ? Double.NaN : allocated.getScore());
    }

    /** The same in one more round. */
    Measurement and(Measurement next) {
        List<Double> all = new ArrayList<>(rounds);
        all.addAll(next.rounds);
        return new Measurement(benchmark, parameters, threads, all, Math.max(bytes, next.bytes));
    }

    boolean isOfTheSame(Measurement other) {
        return benchmark.equals(other.benchmark) && parameters.equals(other.parameters);
    }

    double median() {
        return Ratio.of(rounds).median();
    }

    /** How long one operation takes in its thread. */
    Ratio nanos() {
        return Ratio.of(rounds.stream().map(each -> threads / each).toList());
    }

    /** How many times as fast as another one this is, round by round. */
    Ratio to(Measurement other) {
        int both = Math.min(rounds.size(), other.rounds.size());
        return Ratio.of(IntStream.range(0, both)
                .mapToObj(i -> rounds.get(i) / other.rounds.get(i))
                .toList());
    }

    /** A figure of several rounds. */
    record Ratio(double median, double least, double most) {
        static Ratio of(List<Double> rounds) {
            double[] sorted = rounds.stream().mapToDouble(each -> each).sorted().toArray();
            int last = sorted.length - 1;
            return new Ratio((sorted[last / 2] + sorted[(last + 1) / 2]) / 2, sorted[0], sorted[last]);
        }
    }
}
