package io.refrain.jcache.bench;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Gets and replaces beans by value in a full cache on the heap. */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 1)
public class BeanByValue {
    @Param({"REFRAIN", "CAFFEINE_JCACHE", "CACHE2K", "EHCACHE", "REFERENCE"})
    public Side side;

    private Subject<Bean> cache;
    private Bean[] values;

    @Setup
    public void open() {
        cache = side.open(Bean.class, Mode.STATISTICS_OFF, Side.MAX_ENTRIES);
        values = new Bean[Keys.COUNT];
        Arrays.setAll(values, Bean::new);
        String[] keys = Keys.all();
        for (int i = 0; i < keys.length; i++) {
            cache.put(keys[i], values[i]);
        }
    }

    @TearDown
    public void close() {
        cache.close();
    }

    @Benchmark
    public @Nullable Bean get(Keys keys) {
        return cache.get(keys.next());
    }

    @Benchmark
    public void put(Keys keys) {
        Bean value = values[keys.position() & (Keys.COUNT - 1)];
        cache.put(keys.next(), value);
    }
}
