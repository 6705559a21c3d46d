package io.refrain.jcache.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Replaces values that nobody can change in a full cache on the heap. */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 1)
public class HeapPut {
    @Param({"STATISTICS_OFF", "STATISTICS_ON"})
    public Mode mode;

    @Param
    public Side side;

    private Subject<String> cache;
    private String[] values;

    @Setup
    public void open() {
        cache = side.open(String.class, mode, Side.MAX_ENTRIES);
        values = Keys.all();
        for (String key : values) {
            cache.put(key, key);
        }
    }

    @TearDown
    public void close() {
        cache.close();
    }

    @Benchmark
    public void put(Keys keys) {
        String value = values[keys.position() & (Keys.COUNT - 1)];
        cache.put(keys.next(), value);
    }
}
