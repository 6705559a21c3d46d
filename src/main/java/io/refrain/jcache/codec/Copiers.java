package io.refrain.jcache.codec;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
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
import java.util.stream.Stream;

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
        if (Immutability.of(type)) {
            return Serializable.class.isAssignableFrom(type) ? IDENTITY : none(type.getName() + " is not Serializable");
        }
        if (type.isArray()) {
            return type.getComponentType().isPrimitive() ? copier(Copiers::clonePrimitives) : new ArrayCopier();
        }
        if (EnumSet.class.isAssignableFrom(type)) {
            return copier(set -> ((EnumSet<?>) set).clone());
        }
        if (!Serializable.class.isAssignableFrom(type) || type.isHidden() || Proxy.isProxyClass(type)) {
            return none(type.getName() + " is not Serializable, hidden or a proxy");
        }
        try {
            return type.isRecord() ? RecordCopier.of(type) : BeanCopier.of(type);
        } catch (UncopyableException e) {
            return none(String.valueOf(e.getMessage()));
        }
    }

    /** Copies nothing. */
    static Copier none(String reason) {
        return new Copier() {
            @Override
            Object copy(Object original, Copying copying) throws UncopyableException {
                throw new UncopyableException(reason);
            }

            @Override
            boolean isWorthTrying() {
                return false;
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
        for (Object empty : List.of(
                Collections.emptyList(),
                Collections.emptySet(),
                Collections.emptyMap(),
                List.of(),
                Set.of(),
                Map.of())) {
            known.put(empty.getClass(), IDENTITY);
        }
        // Shared with those of several elements, which the JDK keeps in the same classes as the empty ones.
        Copier lists = immutable(list -> ((List<?>) list).toArray(), List::of);
        known.put(List.of(1).getClass(), lists);
        known.put(List.of().getClass(), lists);
        Copier sets = immutable(set -> ((Set<?>) set).toArray(), Set::of);
        known.put(Set.of(1).getClass(), sets);
        known.put(Set.of().getClass(), sets);
        Copier maps = immutable(
                map -> ((Map<?, ?>) map)
                        .entrySet().stream().flatMap(Copiers::keyAndValue).toArray(),
                Copiers::mapOf);
        known.put(Map.of(1, 1).getClass(), maps);
        known.put(Map.of().getClass(), maps);
        return known;
    }

    private static Stream<Object> keyAndValue(Map.Entry<?, ?> entry) {
        return Stream.of(entry.getKey(), entry.getValue());
    }

    private static Object mapOf(Object[] keysAndValues) {
        Map<Object, Object> map = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Map.copyOf(map);
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

    /** Of collections that cannot be changed, though perhaps what is in them. */
    private static Copier immutable(Function<Object, Object[]> elements, Function<Object[], Object> of) {
        return new Copier() {
            @Override
            Object copy(Object original, Copying copying) throws UncopyableException {
                Object[] all = elements.apply(original);
                boolean same = true;
                for (int i = 0; i < all.length; i++) {
                    Object copy = copying.copy(all[i]);
                    same &= copy == all[i];
                    all[i] = copy;
                }
                if (same) {
                    return original;
                }
                if (Arrays.asList(all).contains(null)) {
                    throw new UncopyableException("A list with null that cannot be changed");
                }
                return copying.remember(original, of.apply(all));
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

    @SuppressWarnings("unchecked")
    private static Comparator<Object> comparator(Comparator<?> comparator) throws UncopyableException {
        if (comparator == null
                || comparator == Comparator.naturalOrder()
                || comparator == Comparator.reverseOrder()
                || comparator == String.CASE_INSENSITIVE_ORDER) {
            return (Comparator<Object>) comparator;
        }
        throw new UncopyableException("A comparator of its own");
    }

    private static final class ArrayCopier extends Copier {
        @Override
        Object copy(Object original, Copying copying) throws UncopyableException {
            Object[] from = (Object[]) original;
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
            Object[] elements = ((List<?>) original).toArray();
            List<Object> copy = copying.remember(original, Arrays.asList(elements));
            for (int i = 0; i < elements.length; i++) {
                elements[i] = copying.copy(elements[i]);
            }
            return copy;
        }
    }

    private static final class TreeSetCopier extends Copier {
        @Override
        Object copy(Object original, Copying copying) throws UncopyableException {
            TreeSet<?> from = (TreeSet<?>) original;
            return addAll(from, copying.remember(original, new TreeSet<>(comparator(from.comparator()))), copying);
        }
    }

    private static final class TreeMapCopier extends Copier {
        @Override
        Object copy(Object original, Copying copying) throws UncopyableException {
            TreeMap<?, ?> from = (TreeMap<?, ?>) original;
            return putAll(from, copying.remember(original, new TreeMap<>(comparator(from.comparator()))), copying);
        }
    }

    private static final class EnumMapCopier extends Copier {
        @Override
        @SuppressWarnings({"unchecked", "rawtypes"})
        Object copy(Object original, Copying copying) throws UncopyableException {
            EnumMap copy = copying.remember(original, ((EnumMap) original).clone());
            for (Map.Entry<?, Object> entry : ((Map<?, Object>) copy).entrySet()) {
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
            if (isInOrderOfAccess(from)) {
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
