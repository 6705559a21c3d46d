package io.refrain.jcache.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Gets values from a file, in no order, past any heap. */
@State(Scope.Benchmark)
@Warmup(iterations = 6, time = 2)
public class FileGet {
    @Param({"10000", "1000000"})
    public int rows;

    @Param({"REFRAIN", "HIBERNATE", "EHCACHE_DISK", "JDBC"})
    public FileSide side;

    private RowSubject file;
    private int next;

    @Setup
    public void open() {
        file = side.open(rows);
    }

    @TearDown
    public void close() {
        file.close();
    }

    @Benchmark
    public String get() {
        // A step that has no divisor in common with the number of rows comes by all of them.
        next = (next + 7_919) % rows;
        return file.get(RowSubject.key(next));
    }
}
