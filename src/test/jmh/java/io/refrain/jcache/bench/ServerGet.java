package io.refrain.jcache.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Gets values from a database server of 10,000 rows, in no order, past any heap. */
@State(Scope.Benchmark)
@Warmup(iterations = 4, time = 2)
public class ServerGet {
    @Param({"REFRAIN", "JDBC"})
    public ServerSide side;

    private int next;
    private RowSubject server;

    @Setup
    public void open() {
        server = side.open(FilePut.ROWS);
    }

    @TearDown
    public void close() {
        server.close();
    }

    @Benchmark
    public String get() {
        next = (next + 7_919) % FilePut.ROWS;
        return server.get(RowSubject.key(next));
    }
}
