package io.refrain.jcache.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** As {@link FilePut}, by sixteen threads. */
@State(Scope.Benchmark)
@Warmup(iterations = 6, time = 2)
@Threads(16)
public class FilePutBySixteen {
    @Param({"REFRAIN", "REFRAIN_SYNCED"})
    public FileSide side;

    private final AtomicLong number = new AtomicLong(System.nanoTime());
    private RowSubject file;

    @Setup
    public void open() {
        file = side.open(FilePut.ROWS);
    }

    @TearDown
    public void close() {
        file.close();
    }

    @Benchmark
    public void put() {
        long own = number.incrementAndGet();
        file.put(RowSubject.key((int) (own * 7_919 % FilePut.ROWS)), RowSubject.value(own));
    }
}
