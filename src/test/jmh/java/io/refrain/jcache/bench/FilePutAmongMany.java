package io.refrain.jcache.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** As {@link FilePut}, in a file of a hundred times as many rows. */
@State(Scope.Benchmark)
@Warmup(iterations = 6, time = 2)
public class FilePutAmongMany {
    private static final int ROWS = 100 * FilePut.ROWS;

    @Param({"REFRAIN", "JDBC"})
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
}
