package io.refrain.jcache.internal.operation;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.refrain.jcache.internal.operation.OperationTableTest.Present;
import java.io.IOException;
import java.util.stream.Stream;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of an entry by what an entry processor does to it, in the order in which it does it. */
class InvokeTableTest {
    private static final Present ABSENT = new Present(null);
    private static final Present OLD = new Present("old");

    /**
     * @param steps what the processor does, separated by blanks; its result is what the last step gave
     * @param loaded what a loader has for the key; null for no loader
     */
    @ParameterizedTest(name = "{0} of {1}, loading {2}: {3}")
    @MethodSource("table")
    void decide_byWhatTheProcessorDoes_isTheRowOfTheTable(
            String steps,
            Present current,
            @Nullable String loaded,
            Change change,
            @Nullable String written,
            @Nullable Object result) {
        Decision<String, @Nullable Object> decision =
                invoke((entry, arguments) -> perform(steps, entry), loaded).decide(current);

        assertEquals(change, decision.change());
        assertEquals(written == null ? null : value(written), decision.value());
        assertEquals(result, decision.result());
        assertEquals(result, decision.resultIfStillborn());
        assertEquals(current.exists() ? Lookup.HIT : Lookup.MISS, decision.lookup());
        assertNull(decision.failure());
    }

    static Stream<Arguments> table() {
        return Stream.of(
                arguments("", ABSENT, null, Change.NONE, null, null),
                arguments("", OLD, null, Change.NONE, null, null),
                arguments("key", OLD, null, Change.NONE, null, "k"),
                arguments("exists", ABSENT, "loaded", Change.NONE, null, false),
                arguments("exists", OLD, null, Change.NONE, null, true),
                arguments("get", ABSENT, null, Change.NONE, null, null),
                arguments("get", OLD, "loaded", Change.ACCESS, null, "old"),
                arguments("get exists", OLD, null, Change.ACCESS, null, true),
                arguments("get", ABSENT, "loaded", Change.LOAD, "loaded", "loaded"),
                arguments("get exists", ABSENT, "loaded", Change.LOAD, "loaded", true),
                arguments("get get", ABSENT, "loaded", Change.LOAD, "loaded", "loaded"),
                arguments("set", ABSENT, "loaded", Change.WRITE, "1", null),
                arguments("set", OLD, null, Change.WRITE, "1", null),
                arguments("set get", OLD, "loaded", Change.WRITE, "1", "1"),
                arguments("set set", ABSENT, null, Change.WRITE, "2", null),
                arguments("get set", ABSENT, "loaded", Change.WRITE, "1", null),
                arguments("get set", OLD, null, Change.WRITE, "1", null),
                arguments("remove", ABSENT, null, Change.REMOVE, null, null),
                arguments("remove", OLD, null, Change.REMOVE, null, null),
                arguments("remove exists", OLD, null, Change.REMOVE, null, false),
                arguments("remove get", OLD, "loaded", Change.REMOVE, null, null),
                arguments("remove get", ABSENT, "loaded", Change.REMOVE, null, null),
                arguments("remove remove", OLD, null, Change.REMOVE, null, null),
                arguments("remove set", OLD, null, Change.WRITE, "1", null),
                arguments("remove set", ABSENT, null, Change.WRITE, "1", null),
                arguments("remove set get", ABSENT, null, Change.WRITE, "1", "1"),
                arguments("set remove", ABSENT, null, Change.NONE, null, null),
                arguments("set remove get", ABSENT, "loaded", Change.NONE, null, null),
                arguments("set remove exists", ABSENT, null, Change.NONE, null, false),
                arguments("set remove remove", ABSENT, null, Change.NONE, null, null),
                arguments("set remove", OLD, null, Change.REMOVE, null, null),
                arguments("get remove", ABSENT, "loaded", Change.REMOVE, null, null),
                arguments("get remove", ABSENT, null, Change.REMOVE, null, null),
                arguments("get remove get", ABSENT, "loaded", Change.REMOVE, null, null),
                arguments("get set remove", ABSENT, "loaded", Change.REMOVE, null, null),
                arguments("get remove set", ABSENT, "loaded", Change.WRITE, "1", null),
                arguments("get remove set remove", ABSENT, "loaded", Change.REMOVE, null, null),
                arguments("set get remove", ABSENT, "loaded", Change.NONE, null, null),
                arguments("remove set remove", ABSENT, null, Change.REMOVE, null, null),
                arguments("remove set remove", OLD, null, Change.REMOVE, null, null),
                arguments("set remove set", ABSENT, null, Change.WRITE, "2", null));
    }

    private static @Nullable Object perform(String steps, MutableEntry<String, String> entry) {
        Object last = null;
        int sets = 0;
        for (String step : steps.split(" ")) {
            last = null;
            switch (step) {
                case "" -> {}
                case "key" -> last = entry.getKey();
                case "exists" -> last = entry.exists();
                case "get" -> last = entry.getValue();
                case "set" -> entry.setValue(String.valueOf(++sets));
                case "remove" -> entry.remove();
                default -> throw new AssertionError(step);
            }
        }
        return last;
    }

    @Test
    void decide_processorThrows_isItsExceptionWrappedOnceAndCounted() {
        IllegalStateException thrown = new IllegalStateException("thrown");
        Decision<String, @Nullable Object> decision = invoke(
                        (entry, arguments) -> {
                            entry.setValue("1");
                            throw thrown;
                        },
                        null)
                .decide(OLD);

        assertEquals(Change.NONE, decision.change());
        assertNull(decision.value());
        assertEquals(Lookup.HIT, decision.lookup());
        assertSame(thrown, requireNonNull(decision.failure()).getCause());
    }

    @Test
    void decide_processorThrowsACheckedException_isThatWrapped() {
        IOException thrown = new IOException("thrown");
        Decision<String, @Nullable Object> decision =
                invoke((entry, arguments) -> sneakily(thrown), null).decide(OLD);

        assertSame(thrown, requireNonNull(decision.failure()).getCause());
        assertEquals(Lookup.HIT, decision.lookup());
    }

    /** Throws anything, as other languages of the JVM let one do. */
    @SuppressWarnings("unchecked") // the cast is not made when it runs
    private static <X extends Throwable> Object sneakily(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Test
    void decide_processorThrowsAnEntryProcessorException_isThatVeryOne() {
        EntryProcessorException thrown = new EntryProcessorException("thrown");
        Decision<String, @Nullable Object> decision = invoke(
                        (entry, arguments) -> {
                            throw thrown;
                        },
                        null)
                .decide(ABSENT);

        assertSame(thrown, decision.failure());
        assertEquals(Lookup.MISS, decision.lookup());
    }

    @Test
    void decide_processorThrowsAnError_isThrownAsItIs() {
        AssertionError thrown = new AssertionError("thrown");
        Invoke<String, String, @Nullable Object> invoke = invoke(
                (entry, arguments) -> {
                    throw thrown;
                },
                null);

        assertSame(thrown, assertThrows(AssertionError.class, () -> invoke.decide(OLD)));
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller may do all the same
    void setValue_null_saysWhatToCallInstead() {
        Decision<String, @Nullable Object> decision = invoke(
                        (entry, arguments) -> {
                            entry.setValue(null);
                            return null;
                        },
                        null)
                .decide(OLD);

        Throwable cause = requireNonNull(decision.failure()).getCause();
        assertEquals(
                "The value is null; use remove() to remove the entry.",
                requireNonNull(cause).getMessage());
    }

    @SuppressWarnings("NullAway") // the API does not say that a processor may return null
    private static Invoke<String, String, @Nullable Object> invoke(
            EntryProcessor<String, String, @Nullable Object> processor, @Nullable String loaded) {
        return new Invoke<>(
                "k", processor, new Object[0], loaded == null ? null : () -> value(loaded), InvokeTableTest::value);
    }

    private static NewValue<String> value(String live) {
        return new NewValue<>(live, "stored " + live);
    }
}
