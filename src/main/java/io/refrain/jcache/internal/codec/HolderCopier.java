package io.refrain.jcache.internal.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies what cannot be changed itself, but holds what can: records, through their canonical constructor as serialisation reads them, and the JDK's
 * own unmodifiable collections. Safe for use by several threads at once.
 */
final class HolderCopier extends ClassCopier {
    private final Contents contents;
    private final Maker maker;

    private HolderCopier(Contents contents, Maker maker) {
        this.contents = contents;
        this.maker = maker;
    }

    static Copier ofRecord(Class<?> type) throws UncopyableException {
        SerialHooks.requireNone(type);
        try {
            MethodHandle constructor = canonical(type);
            return new HolderCopier(
                    Contents.in(type).orElseThrow(), (original, all) -> (Object) constructor.invokeExact(all));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new UncopyableException(type.getName() + " is closed: " + e);
        }
    }

    /**
     * The canonical constructor of a record, of type {@code (Object[])Object}.
     *
     * @throws ReflectiveOperationException when it is closed
     */
    static MethodHandle canonical(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> canonical = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new));
        canonical.setAccessible(true);
        return MethodHandles.lookup()
                .unreflectConstructor(canonical)
                .asSpreader(Object[].class, canonical.getParameterCount())
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    static Copier ofLists(Class<?> type) {
        return new HolderCopier(Contents.in(type).orElseThrow(), HolderCopier::list);
    }

    static Copier ofSets(Class<?> type) {
        return new HolderCopier(Contents.in(type).orElseThrow(), (original, all) -> Set.of(all));
    }

    static Copier ofMaps(Class<?> type) {
        return new HolderCopier(Contents.in(type).orElseThrow(), (original, all) -> map(all));
    }

    /** A list from a stream may have null, and be asked for it; only such a one is not its own copy to the JDK. */
    @SuppressWarnings("NullAway") // has no null where it goes to List.of
    private static Object list(Object original, @Nullable Object[] all) {
        return Arrays.asList(all).contains(null) || List.copyOf((List<?>) original) != original
                ? Arrays.stream(all).toList()
                : List.of(all);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object map(@Nullable Object[] all) {
        Map.Entry[] entries = new Map.Entry[all.length / 2];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = Map.entry(Objects.requireNonNull(all[2 * i]), Objects.requireNonNull(all[2 * i + 1]));
        }
        return Map.ofEntries(entries);
    }

    @Override
    Object copyParts(Object original, Copying copying) throws Throwable {
        @Nullable Object[] all = contents.of(original);
        boolean same = true;
        for (int i = 0; i < all.length; i++) {
            Object each = all[i];
            if (each != null) {
                all[i] = copying.copy(each);
                same &= all[i] == each;
            }
        }
        if (same) {
            return original;
        }
        if (copying.find(original) != null) {
            throw new UncopyableException("It refers to itself, which serialisation has a way of its own for");
        }
        return copying.remember(original, maker.make(original, all));
    }

    /** Makes another one of the same kind. */
    private interface Maker {
        Object make(Object original, @Nullable Object[] all) throws Throwable;
    }
}
