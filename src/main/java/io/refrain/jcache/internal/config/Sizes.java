package io.refrain.jcache.internal.config;

/** Reads numbers of bytes, perhaps in K, M or G, each 1,024 times the one before. */
final class Sizes {
    private static final String UNITS = "KMG";

    private Sizes() {}

    /** @throws IllegalArgumentException when it is no number, or too high a one */
    static long parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("'' is no number of bytes");
        }
        int power = UNITS.indexOf(Character.toUpperCase(text.charAt(text.length() - 1))) + 1;
        long number = Long.parseLong(power == 0 ? text : text.substring(0, text.length() - 1));
        try {
            return Math.multiplyExact(number, 1L << (10 * power));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too many bytes", e);
        }
    }

    /** How one would write it, in whole numbers of the largest unit. */
    static String text(long bytes) {
        long number = bytes;
        int power = 0;
        while (number != 0 && number % 1_024 == 0 && power < UNITS.length()) {
            number /= 1_024;
            power++;
        }
        return number + (power == 0 ? "" : UNITS.substring(power - 1, power));
    }
}
