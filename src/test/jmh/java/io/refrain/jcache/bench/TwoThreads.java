package io.refrain.jcache.bench;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Gets and puts by one thread and by two, which mostly meet at the same few keys. */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 1)
public class TwoThreads {
    @Param({"REFRAIN", "CAFFEINE_JCACHE", "CAFFEINE"})
    public Side side;

    private Subject<String> cache;
    private String[] values;

    @Setup
    public void open() {
        cache = side.open(String.class, Mode.STATISTICS_OFF, Side.MAX_ENTRIES);
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
    @Threads(1)
    public @Nullable String getByOne(Keys keys) {
        return cache.get(keys.next());
    }

    @Benchmark
    @Threads(2)
    public @Nullable String getByTwo(Keys keys) {
        return cache.get(keys.next());
    }

    @Benchmark
    @Threads(1)
    public void putByOne(Keys keys) {
        put(keys);
    }

    @Benchmark
    @Threads(2)
    public void putByTwo(Keys keys) {
        put(keys);
    }

    private void put(Keys keys) {
        String value = values[keys.position() & (Keys.COUNT - 1)];
        cache.put(keys.next(), value);
    }
}
