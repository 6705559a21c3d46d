package io.refrain.jcache.config;

/** Reads numbers of bytes, perhaps in K, M or G, each 1,024 times the one before. */
final class Sizes {
    private Sizes() {}

    /**
     * The number of bytes.
     *
     * @throws NumberFormatException when it is no number
     * @throws ArithmeticException when it is too high
     */
    static long parse(String text) {
        int power = "KMG".indexOf(Character.toUpperCase(text.charAt(text.length() - 1))) + 1;
        long number = Long.parseLong(power == 0 ? text : text.substring(0, text.length() - 1));
        return Math.multiplyExact(number, 1L << (10 * power));
    }
}
