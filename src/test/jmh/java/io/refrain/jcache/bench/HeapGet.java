package io.refrain.jcache.bench;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Gets values that nobody can change from a cache on the heap. */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 1)
public class HeapGet {
    /** For how many entries there is room. */
    public enum Room {
        /** About as many as there are, as in a cache that has been in use for a while. */
        FULL(Side.MAX_ENTRIES),
        /** Ten times as many. */
        ROOMY(10L * Side.MAX_ENTRIES);

        final long entries;

        Room(long entries) {
            this.entries = entries;
        }
    }

    @Param
    public Room room;

    @Param
    public Mode mode;

    @Param
    public Side side;

    private Subject<String> cache;

    @Setup
    public void open() {
        cache = side.open(String.class, mode, room.entries);
        for (String key : Keys.all()) {
            cache.put(key, "the value of " + key);
        }
    }

    @TearDown
    public void close() {
        cache.close();
    }

    @Benchmark
    public @Nullable String get(Keys keys) {
        return cache.get(keys.next());
    }
}
