package io.refrain.jcache.internal.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each verb decides by what is there: one row for each state of the entry. */
class OperationTableTest {
    private static final NewValue<String> NEW = new NewValue<>("new", "stored new");

    @ParameterizedTest(name = "{0} of {1}: {2}, {3}")
    @MethodSource("table")
    void decide_byWhatIsThere_isTheRowOfTheTable(
            Operation<String, ?> operation,
            Present current,
            Change change,
            @Nullable NewValue<String> value,
            @Nullable Object result,
            @Nullable Object resultIfStillborn,
            Lookup lookup) {
        assertEquals(
                new Decision<String, @Nullable Object>(change, value, result, resultIfStillborn, lookup, null),
                operation.decide(current));
    }

    static Stream<Arguments> table() {
        Present absent = new Present(null);
        Present old = new Present("old");
        return Stream.of(
                arguments(new Put<>(NEW), absent, Change.WRITE, NEW, null, null, Lookup.NONE),
                arguments(new Put<>(NEW), old, Change.WRITE, NEW, null, null, Lookup.NONE),
                arguments(new GetAndPut<>(NEW), absent, Change.WRITE, NEW, null, null, Lookup.MISS),
                arguments(new GetAndPut<>(NEW), old, Change.WRITE, NEW, "old", "old", Lookup.HIT),
                arguments(new PutIfAbsent<>(NEW), absent, Change.WRITE, NEW, true, false, Lookup.MISS),
                arguments(new PutIfAbsent<>(NEW), old, Change.NONE, null, false, false, Lookup.HIT),
                arguments(new Replace<>(NEW), absent, Change.NONE, null, false, false, Lookup.MISS),
                arguments(new Replace<>(NEW), old, Change.WRITE, NEW, true, true, Lookup.HIT),
                arguments(new ReplaceIfEqual<>("old", NEW), absent, Change.NONE, null, false, false, Lookup.MISS),
                arguments(new ReplaceIfEqual<>("old", NEW), old, Change.WRITE, NEW, true, true, Lookup.HIT),
                arguments(new ReplaceIfEqual<>("other", NEW), old, Change.ACCESS, null, false, false, Lookup.HIT),
                arguments(new GetAndReplace<>(NEW), absent, Change.NONE, null, null, null, Lookup.MISS),
                arguments(new GetAndReplace<>(NEW), old, Change.WRITE, NEW, "old", "old", Lookup.HIT),
                arguments(new Remove<String>(), absent, Change.REMOVE, null, false, false, Lookup.NONE),
                arguments(new Remove<String>(), old, Change.REMOVE, null, true, true, Lookup.NONE),
                arguments(new RemoveIfEqual<>("old"), absent, Change.NONE, null, false, false, Lookup.MISS),
                arguments(new RemoveIfEqual<>("old"), old, Change.REMOVE, null, true, true, Lookup.HIT),
                arguments(new RemoveIfEqual<>("other"), old, Change.ACCESS, null, false, false, Lookup.HIT),
                arguments(new GetAndRemove<String>(), absent, Change.REMOVE, null, null, null, Lookup.MISS),
                arguments(new GetAndRemove<String>(), old, Change.REMOVE, null, "old", "old", Lookup.HIT),
                arguments(new Expire<String>(), absent, Change.NONE, null, null, null, Lookup.NONE),
                arguments(new Expire<String>(), old, Change.NONE, null, null, null, Lookup.NONE),
                arguments(new Load<>(() -> NEW), absent, Change.LOAD, NEW, "new", "new", Lookup.NONE),
                arguments(new Load<>(OperationTableTest::nothing), absent, Change.NONE, null, null, null, Lookup.NONE),
                arguments(new Load<>(OperationTableTest::refused), old, Change.ACCESS, null, "old", "old", Lookup.NONE),
                arguments(new PutLoaded<>(NEW, false), absent, Change.LOAD, NEW, null, null, Lookup.NONE),
                arguments(new PutLoaded<>(NEW, false), old, Change.NONE, null, null, null, Lookup.NONE),
                arguments(new PutLoaded<>(NEW, true), absent, Change.LOAD, NEW, null, null, Lookup.NONE),
                arguments(new PutLoaded<>(NEW, true), old, Change.LOAD, NEW, null, null, Lookup.NONE));
    }

    private static @Nullable NewValue<String> nothing() {
        return null;
    }

    private static NewValue<String> refused() {
        throw new AssertionError("There is an entry: nothing may be loaded");
    }

    /** An entry that is there, or, with null, one that is not. */
    record Present(@Nullable String present) implements Current<String> {
        @Override
        public boolean exists() {
            return present != null;
        }

        @Override
        public String value() {
            if (present == null) {
                throw new NoSuchElementException();
            }
            return present;
        }

        @Override
        public String toString() {
            return present == null ? "an absent entry" : "'" + present + "'";
        }
    }
}
