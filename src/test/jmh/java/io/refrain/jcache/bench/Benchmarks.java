package io.refrain.jcache.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks and reports on them. Arguments: {@code --quick} for one short round, which shows no more than that a side is several
 * times faster; {@code --side=REFRAIN,CAFFEINE} for some values of a parameter; {@code --rounds=5} for more or fewer rounds than 3; regular expressions choose benchmarks. A full run of all of them replaces {@code BENCHMARKS.md}; others report to {@code
 * target/jmh/BENCHMARKS.md}.
 */
public final class Benchmarks {
    private static final Path TARGET = Path.of("target", "jmh");

    /** So that what the machine does besides hits all sides alike. */
    private static final int ROUNDS = 3;

    private static final String ROUNDS_OPTION = "--rounds=";

    private Benchmarks() {}

    /** Runs. */
    public static void main(String... arguments) throws RunnerException, IOException {
        List<String> chosen = new ArrayList<>(List.of(arguments));
        boolean quick = chosen.remove("--quick");
        int rounds = quick ? 1 : ROUNDS;
        for (String argument : arguments) {
            if (argument.startsWith(ROUNDS_OPTION)) {
                chosen.remove(argument);
                rounds = Integer.parseInt(argument.substring(ROUNDS_OPTION.length()));
            }
        }
        List<String[]> parameters = new ArrayList<>();
        chosen.removeIf(argument -> argument.startsWith("--")
                && parameters.add(argument.substring(2).split("[=,]")));
        boolean all = chosen.isEmpty() && parameters.isEmpty();
        Files.createDirectories(TARGET);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .mode(Mode.Throughput)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .measurementIterations(2)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        if (quick) {
            options.warmupIterations(1);
        }
        if (chosen.isEmpty()) {
            options.include(Benchmarks.class.getPackageName() + "\\.");
        } else {
            chosen.forEach(options::include);
        }
        parameters.forEach(each -> options.param(each[0], Arrays.copyOfRange(each, 1, each.length)));
        List<RunResult> results = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            results.addAll(new Runner(options.build()).run());
        }
        Report report = new Report(results, quick);
        System.out.println(report.ratios());
        System.out.println(report.rowRatios(Report.FILE));
        System.out.println(report.rowRatios(Report.SERVER));
        System.out.println(report.goals());
        Path file = all && !quick ? Path.of("BENCHMARKS.md") : TARGET.resolve("BENCHMARKS.md");
        Files.writeString(file, report.markdown());
        System.out.println("Written: " + file);
    }
}
