package io.refrain.jcache.internal.codec;

import io.refrain.jcache.internal.immutable.Immutability;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Knows how objects of a class are copied. Safe for use by several threads at once. */
final class Copiers {
    private static final Copier IDENTITY = new Copier() {
        @Override
        Object copy(Object original, Copying copying) {
            return original;
        }

        @Override
        boolean isIdentity() {
            return true;
        }
    };

    /** Classes of the JDK, whose fields are closed, by what is known of them. */
    private static final Map<Class<?>, Copier> KNOWN = known();

    private Copiers() {}

    /** The copier of a class. */
    static Copier of(Class<?> type) {
        Copier known = KNOWN.get(type);
        if (known != null) {
            return known;
        }
        if (isIdentity(type)) {
            return IDENTITY;
        }
        if (type.isArray()) {
            return type.getComponentType().isPrimitive() ? copier(Copiers::clonePrimitives) : new ArrayCopier();
        }
        if (EnumSet.class.isAssignableFrom(type)) {
            return new EnumSetCopier();
        }
        if (!Serializable.class.isAssignableFrom(type) || type.isHidden() || Proxy.isProxyClass(type)) {
            return none(type.getName() + " is not Serializable, hidden or a proxy");
        }
        try {
            return type.isRecord() ? HolderCopier.ofRecord(type) : BeanCopier.of(type);
        } catch (UncopyableException | LinkageError e) {
            return none(String.valueOf(e.getMessage()));
        }
    }

    /** Whether objects of the class are taken as they are: nobody can change them, and serialisation would not refuse what is in them. */
    static boolean isIdentity(Class<?> type) {
        return Immutability.of(type) && isSerialised(type, new HashSet<>());
    }

    /** @param enclosing records that are being looked at */
    private static boolean isSerialised(Class<?> type, Set<Class<?>> enclosing) {
        if (!type.isPrimitive() && !Serializable.class.isAssignableFrom(type)) {
            return false;
        }
        return !type.isRecord()
                || !enclosing.add(type)
                || Arrays.stream(type.getRecordComponents())
                        .allMatch(component -> isSerialised(component.getType(), enclosing));
    }

    /** Copies nothing. */
    static Copier none(String reason) {
        UncopyableException answer = new UncopyableException(reason);
        return new Copier() {
            @Override
            Object copy(Object original, Copying copying) throws UncopyableException {
                throw answer;
            }
        };
    }

    private static Map<Class<?>, Copier> known() {
        Map<Class<?>, Copier> known = new HashMap<>();
        known.put(Date.class, copier(date -> new Date(((Date) date).getTime())));
        known.put(ArrayList.class, collection(ArrayList::new));
        known.put(LinkedList.class, collection(size -> new LinkedList<>()));
        known.put(ArrayDeque.class, collection(ArrayDeque::new));
        known.put(HashSet.class, collection(size -> new HashSet<>(capacity(size))));
        known.put(LinkedHashSet.class, collection(size -> new LinkedHashSet<>(capacity(size))));
        known.put(TreeSet.class, new TreeSetCopier());
        known.put(HashMap.class, map(map -> new HashMap<>(capacity(map.size()))));
        known.put(LinkedHashMap.class, new LinkedHashMapCopier());
        known.put(TreeMap.class, new TreeMapCopier());
        known.put(EnumMap.class, new EnumMapCopier());
        known.put(Arrays.asList().getClass(), new ArrayListViewCopier());
        known.put(Comparator.reverseOrder().getClass(), IDENTITY);
        known.put(String.CASE_INSENSITIVE_ORDER.getClass(), IDENTITY);
        for (Object list : new Object[] {List.of(), List.of(1)}) {
            known.put(list.getClass(), HolderCopier.ofLists(list.getClass()));
        }
        for (Object set : new Object[] {Set.of(), Set.of(1)}) {
            known.put(set.getClass(), HolderCopier.ofSets(set.getClass()));
        }
        for (Object map : new Object[] {Map.of(), Map.of(1, 1)}) {
            known.put(map.getClass(), HolderCopier.ofMaps(map.getClass()));
        }
        return known;
    }

    private static int capacity(int size) {
        return Math.max(16, (int) (size / 0.75f) + 1);
    }

    private static Object clonePrimitives(Object array) {
        int length = Array.getLength(array);
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        System.arraycopy(array, 0, copy, 0, length);
        return copy;
    }

    /** Of objects that refer to nothing that can be changed. */
    private static Copier copier(Function<Object, Object> copy) {
        return new Copier() {
            @Override
            Object copy(Object original, Copying copying) {
                return copying.remember(original, copy.apply(original));
            }
        };
    }

    private static Copier collection(IntFunction<Collection<Object>> empty) {
        return new Copier() {
            @Override
            Object copy(Object original, Copying copying) throws UncopyableException {
                Collection<?> from = (Collection<?>) original;
                return addAll(from, copying.remember(original, empty.apply(from.size())), copying);
            }
        };
    }

    private static Copier map(Function<Map<?, ?>, Map<Object, Object>> empty) {
        return new Copier() {
            @Override
            Object copy(Object original, Copying copying) throws UncopyableException {
                Map<?, ?> from = (Map<?, ?>) original;
                return putAll(from, copying.remember(original, empty.apply(from)), copying);
            }
        };
    }

    private static Object addAll(Collection<?> from, Collection<Object> to, Copying copying)
            throws UncopyableException {
        for (Object element : from) {
            to.add(copying.copy(element));
        }
        return to;
    }

    private static Object putAll(Map<?, ?> from, Map<Object, Object> to, Copying copying) throws UncopyableException {
        for (Map.Entry<?, ?> entry : from.entrySet()) {
            to.put(copying.copy(entry.getKey()), copying.copy(entry.getValue()));
        }
        return to;
    }

    /** A comparator with a state of its own could refer to what it sorts. */
    @SuppressWarnings("unchecked")
    private static @Nullable Comparator<Object> comparator(@Nullable Comparator<?> comparator, Copying copying)
            throws UncopyableException {
        if (comparator != null && !copying.isIdentity(comparator)) {
            throw new UncopyableException("A comparator of its own");
        }
        return (Comparator<Object>) comparator;
    }

    /** Keys that were changed since are no longer in order; serialisation keeps them where they are. */
    private static void requireInOrder(Object added, Object last) throws UncopyableException {
        if (added != last) {
            throw new UncopyableException("A tree that is not in order");
        }
    }

    private static final class ArrayCopier extends Copier {
        @Override
        Object copy(Object original, Copying copying) throws UncopyableException {
            Object[] from = (Object[]) original;
            if (!copying.isOfOwn()) {
                copying.views().array(from);
            }
            Object[] to = copying.remember(
                    original, (Object[]) Array.newInstance(from.getClass().getComponentType(), from.length));
            for (int i = 0; i < from.length; i++) {
                to[i] = copying.copy(from[i]);
            }
            return to;
        }
    }

    private static final class ArrayListViewCopier extends Copier {
        @Override
        Object copy(Object original, Copying copying) throws UncopyableException {
            Object[] from = ((List<?>) original).toArray();
            if (!copying.isOfOwn()) {
                copying.views().list(from);
            }
            Object[] to = new Object[from.length];
            List<Object> copy = copying.remember(original, Arrays.asList(to));
            for (int i = 0; i < from.length; i++) {
                to[i] = copying.copy(from[i]);
            }
            return copy;
        }
    }

    private static final class TreeSetCopier extends Copier {
        @Override
        Object copy(Object original, Copying copying) throws UncopyableException {
            TreeSet<?> from = (TreeSet<?>) original;
            TreeSet<Object> to = copying.remember(original, new TreeSet<>(comparator(from.comparator(), copying)));
            for (Object element : from) {
                Object copy = copying.copy(element);
                to.add(copy);
                requireInOrder(copy, to.last());
            }
            return to;
        }
    }

    private static final class TreeMapCopier extends Copier {
        @Override
        Object copy(Object original, Copying copying) throws UncopyableException {
            TreeMap<?, ?> from = (TreeMap<?, ?>) original;
            TreeMap<Object, Object> to =
                    copying.remember(original, new TreeMap<>(comparator(from.comparator(), copying)));
            for (Map.Entry<?, ?> entry : from.entrySet()) {
                Object key = copying.copy(entry.getKey());
                to.put(key, copying.copy(entry.getValue()));
                requireInOrder(key, to.lastKey());
            }
            return to;
        }
    }

    private static final class EnumSetCopier extends Copier {
        @Override
        Object copy(Object original, Copying copying) throws UncopyableException {
            EnumSet<?> from = (EnumSet<?>) original;
            for (Object constant : from) {
                copying.copy(constant);
            }
            return copying.remember(original, from.clone());
        }
    }

    private static final class EnumMapCopier extends Copier {
        @Override
        @SuppressWarnings({"unchecked", "rawtypes"})
        Object copy(Object original, Copying copying) throws UncopyableException {
            EnumMap copy = copying.remember(original, ((EnumMap) original).clone());
            for (Map.Entry<?, Object> entry : ((Map<?, Object>) copy).entrySet()) {
                copying.copy(entry.getKey());
                entry.setValue(copying.copy(entry.getValue()));
            }
            return copy;
        }
    }

    /** Those in the order of access are left to serialisation; whether one is, only a try can tell. */
    private static final class LinkedHashMapCopier extends Copier {
        @Override
        Object copy(Object original, Copying copying) throws UncopyableException {
            LinkedHashMap<?, ?> from = (LinkedHashMap<?, ?>) original;
            if (!copying.isOfOwn() && isInOrderOfAccess(from)) {
                throw new UncopyableException("A map in the order of access");
            }
            return putAll(from, copying.remember(original, new LinkedHashMap<>(capacity(from.size()))), copying);
        }

        @SuppressWarnings("unchecked")
        private static boolean isInOrderOfAccess(LinkedHashMap<?, ?> map) {
            LinkedHashMap<Object, Object> trial = (LinkedHashMap<Object, Object>) map.clone();
            Object probe = new Object();
            trial.put(probe, probe);
            Object first = trial.keySet().iterator().next();
            if (first == probe) {
                trial.put(new Object(), probe);
            }
            trial.get(first);
            Iterator<Object> keys = trial.keySet().iterator();
            return keys.next() != first;
        }
    }
}
