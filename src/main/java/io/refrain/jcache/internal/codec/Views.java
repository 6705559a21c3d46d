package io.refrain.jcache.internal.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of one graph, and the lists over arrays, as {@code Arrays.asList} makes them. Over which array a list is cannot be seen, only
 * that it has the same elements. For one thread.
 */
final class Views {
    /** Where there are more, comparing them all would cost what serialisation costs. */
    private static final int MOST = 128;

    private final List<@Nullable Object[]> arrays = new ArrayList<>();
    private final List<@Nullable Object[]> lists = new ArrayList<>();

    /** @throws UncopyableException when there is a list that could be over this array */
    void array(@Nullable Object[] elements) throws UncopyableException {
        requireOther(elements, lists);
        arrays.add(elements);
        requireFew();
    }

    /** @throws UncopyableException when there is an array that this list could be over */
    void list(@Nullable Object[] elements) throws UncopyableException {
        requireOther(elements, lists);
        requireOther(elements, arrays);
        lists.add(elements);
        requireFew();
    }

    private void requireFew() throws UncopyableException {
        if (!lists.isEmpty() && lists.size() + arrays.size() > MOST) {
            throw new UncopyableException("Many arrays and lists over arrays");
        }
    }

    private static void requireOther(@Nullable Object[] elements, List<@Nullable Object[]> others)
            throws UncopyableException {
        for (Object[] other : others) {
            if (areSame(elements, other)) {
                throw new UncopyableException("A list that is perhaps over an array that is met elsewhere");
            }
        }
    }

    private static boolean areSame(@Nullable Object[] some, @Nullable Object[] others) {
        if (some.length == 0 || some.length != others.length) {
            return false;
        }
        for (int i = 0; i < some.length; i++) {
            if (some[i] != others[i]) {
                return false;
            }
        }
        return true;
    }
}
