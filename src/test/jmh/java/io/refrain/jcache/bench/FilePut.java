package io.refrain.jcache.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Replaces values in a file of 10,000 rows, each time by another one. */
@State(Scope.Benchmark)
@Warmup(iterations = 6, time = 2)
public class FilePut {
    static final int ROWS = 10_000;

    @Param({"REFRAIN", "REFRAIN_BATCHED", "REFRAIN_SYNCED", "HIBERNATE", "EHCACHE_DISK", "JDBC_FULL", "JDBC"})
    public FileSide side;

    private final AtomicLong number = new AtomicLong(System.nanoTime());
    private RowSubject file;

    @Setup
    public void open() {
        file = side.open(ROWS);
    }

    @TearDown
    public void close() {
        file.close();
    }

    @Benchmark
    public void put() {
        long own = number.incrementAndGet();
        file.put(RowSubject.key((int) (own * 7_919 % ROWS)), RowSubject.value(own));
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void putAll() {
        long own = number.addAndGet(ROWS);
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < ROWS; i++) {
            all.put(RowSubject.key(i), RowSubject.value(own + i));
        }
        file.putAll(all);
    }
}
