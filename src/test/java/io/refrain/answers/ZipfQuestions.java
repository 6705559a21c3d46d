package io.refrain.answers;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Questions by their numbers, of which few are asked often and many seldom, as people ask: Zipf-distributed with s = 0.99. Has no state. */
public final class ZipfQuestions {
    private static final double EXPONENT = 0.99;

    private ZipfQuestions() {}

    /**
     * What is asked one after the other, the same for the same seed.
     *
     * @param choice how many different ones there are to choose from
     */
    public static int[] draw(int count, int choice, long seed) {
        double[] upTo = new double[choice];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += 1 / Math.pow(i + 1, EXPONENT);
            upTo[i] = sum;
        }
        double all = sum;
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .map(i -> Arrays.binarySearch(upTo, random.nextDouble() * all))
                .map(found -> found < 0 ? -found - 1 : found)
                .toArray();
    }
}
