package io.refrain.jcache.bench;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Keys in the order in which one thread asks for them: Zipf-distributed (s = 0.99) over {@value #COUNT}, all of which fit into the cache. The
 * order is the same in each run; each thread starts elsewhere in it.
 */
@State(Scope.Thread)
public class Keys {
    static final int COUNT = 8_192;

    private static final int LENGTH = 1 << 16;
    private static final String[] ALL = all();
    private static final String[] ORDER = order();
    private static final AtomicInteger THREADS = new AtomicInteger();

    private int next = THREADS.getAndIncrement() * (LENGTH / 3);

    /** Each key once. */
    static String[] all() {
        String[] keys = new String[COUNT];
        Arrays.setAll(keys, i -> "key:" + i);
        return keys;
    }

    private static String[] order() {
        double[] upTo = new double[COUNT];
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += 1 / Math.pow(i + 1, 0.99);
            upTo[i] = sum;
        }
        Random random = new Random(107);
        String[] order = new String[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            order[i] = ALL[found < 0 ? -found - 1 : found];
        }
        return order;
    }

    String next() {
        return ORDER[next++ & (LENGTH - 1)];
    }

    /** Which one comes next; grows by one with each. */
    int position() {
        return next;
    }
}
