package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import io.refrain.jcache.internal.immutable.Frozen;
import io.refrain.jcache.internal.immutable.Immutability;
import java.lang.ref.WeakReference;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Turns live objects into their stored form and back, for one cache manager. The stored form is the object itself where nobody can
 * change it, otherwise {@link Frozen}: a private copy, or an {@link Encoded}. Safe for use by several threads at once.
 */
public final class Codecs {
    /** Held weakly, since the provider keeps managers by their class loader. */
    private final WeakReference<ClassLoader> loader;

    private final ObjectCopies copies;
    private final List<Codec<?>> inOrder;
    private final KeyForms keys;

    /** Whether everything leaves the heap, so that what cannot must be refused at once. */
    private final boolean filtered;

    private final Limits limits;

    private final DeclaredTypes declared = new DeclaredTypes();

    /** In a native executable Java's serialisation fails for every class, of the JDK as well, that was not registered for it; JSON asks for less. */
    private final boolean jsonFirst = System.getProperty("org.graalvm.nativeimage.imagecode") != null;

    private final Map<String, Codec<?>> byName = new HashMap<>();
    private final ClassValue<Codec<?>> byClass = new ClassValue<>() {
        @Override
        protected Codec<?> computeValue(Class<?> type) {
            for (Codec<?> codec : inOrder) {
                if (codec.handles(type)) {
                    return codec;
                }
            }
            throw new IllegalStateException("Java's serialisation tries all");
        }
    };

    /**
     * The application's codecs, as the class loader finds them, before the built-in ones.
     *
     * @param loader the class loader of the cache manager
     */
    public static Codecs of(ClassLoader loader) {
        List<Codec<?>> codecs = new ArrayList<>();
        for (Codec<?> codec : ServiceLoader.load(Codec.class, loader)) {
            codecs.add(codec);
        }
        codecs.add(new StringCodec());
        codecs.add(new BytesCodec());
        codecs.addAll(ScalarCodec.ALL);
        codecs.add(new JavaSerializationCodec(null));
        return new Codecs(new WeakReference<>(loader), codecs, false, Limits.DEFAULT);
    }

    private Codecs(WeakReference<ClassLoader> loader, List<Codec<?>> inOrder, boolean filtered, Limits limits) {
        this.loader = loader;
        this.copies = new ObjectCopies(loader);
        this.inOrder = List.copyOf(inOrder);
        this.filtered = filtered;
        this.limits = limits;
        this.keys = new KeyForms(loader, this.inOrder, this::decode, limits);
        for (Codec<?> codec : inOrder) {
            if (codec.name().equals(KeyForms.NAME) || byName.put(codec.name(), codec) != null) {
                throw new CacheException("Two codecs are named '" + codec.name() + "': "
                        + codec.getClass().getName() + " must be given another name.");
            }
        }
    }

    /**
     * These codecs after others, for one cache.
     *
     * @throws CacheException when two have the same name
     */
    public Codecs with(List<? extends Codec<?>> others) {
        List<Codec<?>> all = new ArrayList<>(others);
        all.addAll(inOrder);
        return new Codecs(loader, all, filtered, limits);
    }

    /** These codecs for what outlives the process: Java's serialisation writes and reads only what a filter admits. */
    public Codecs filteredBy(SerializationFilter filter) {
        List<Codec<?>> all = new ArrayList<>(inOrder);
        all.replaceAll(codec -> codec instanceof JavaSerializationCodec ? new JavaSerializationCodec(filter) : codec);
        return new Codecs(loader, all, true, filter.limits());
    }

    /**
     * The stored form of a live object.
     *
     * @throws CacheException when it cannot be stored by value
     */
    public Object freeze(Object live) {
        Class<?> type = live.getClass();
        if (Immutability.of(type) || Contents.cannotChange(live)) {
            if (filtered) {
                requireCodec(live);
            }
            return live;
        }
        Codec<?> codec = byClass.get(type);
        if (codec.immutable()) {
            return live;
        }
        // What outlives the process needs the bytes, which then are kept once for both.
        Object copy = !filtered && codec instanceof JavaSerializationCodec ? copies.freeze(live) : null;
        return copy == null ? encodeWith(codec, live) : copy;
    }

    /** Refuses by the class what would be refused when it is encoded. */
    private void requireCodec(Object live) {
        if (byClass.get(live.getClass()) instanceof JavaSerializationCodec java
                && !java.takes(live.getClass())
                && !declared.mayHandle(live.getClass())) {
            encodeWith(java, live);
        }
    }

    /** Values may be of this type: what Java's serialisation cannot store is then stored as JSON. */
    public void declare(Type type) {
        declared.add(type);
    }

    /** Why values of a type could never be stored in a cache, and one thing to do; null when some can be. */
    public @Nullable String refusalOf(Type type, String cache) {
        return filtered ? new TypeRefusal(this::takes, cache).of(type) : null;
    }

    private boolean takes(Class<?> type) {
        return !(byClass.get(type) instanceof JavaSerializationCodec java) || java.takes(type);
    }

    /**
     * The live object of a stored form, a new one each time unless nobody can change it.
     *
     * @throws CacheException when it is damaged or may not be read
     */
    public Object thaw(Object stored) {
        if (stored instanceof Snapshot snapshot) {
            return snapshot.thaw();
        }
        return stored instanceof Encoded encoded ? decode(encoded) : stored;
    }

    /** An object equal to a live one that nobody else can change: itself where nobody can, otherwise a copy. */
    public Object copy(Object live) {
        Object stored = freeze(live);
        return stored instanceof Snapshot snapshot ? snapshot.original() : thaw(stored);
    }

    /**
     * The form in which a stored form leaves the heap.
     *
     * @throws CacheException when it cannot be encoded
     */
    public Encoded encode(Object stored) {
        if (stored instanceof Encoded encoded) {
            return encoded;
        }
        Object live = stored instanceof Snapshot snapshot ? snapshot.original() : stored;
        return encodeWith(byClass.get(live.getClass()), live);
    }

    /**
     * How many bytes a live or stored object has when it is encoded, text in UTF-8.
     *
     * @throws CacheException when it cannot be encoded
     */
    public long bytes(Object object) {
        return encode(object).size();
    }

    /**
     * The stored form of what {@link #encode} wrote.
     *
     * @throws CacheException when it is damaged, may not be read, or was written by a codec that is not there
     */
    public Object stored(Encoded encoded) {
        return named(encoded.codec()).immutable() ? decode(encoded) : encoded;
    }

    /**
     * The stored form of a key, made from its meaning: equal keys have equal ones, others different ones.
     *
     * @throws CacheException when there is none; its message names the class, where in the key it is, and what to do
     */
    public Encoded encodeKey(Object key) {
        return keys.encode(key);
    }

    /**
     * A key equal to that which {@link #encodeKey} wrote, and that nobody can change unless a codec of the application makes one that can be.
     *
     * @throws CacheException when it is damaged, or what it is made of is not there any more
     */
    public Object decodeKey(Encoded encoded) {
        return keys.decode(encoded);
    }

    /**
     * A key equal to another that nobody else can change, for whoever keeps it: itself where nobody can change it.
     *
     * @throws CacheException when it cannot be copied
     */
    public Object copyKey(Object key) {
        if (Immutability.of(key.getClass()) || Contents.cannotChange(key)) {
            return key;
        }
        if (filtered && keys.of(key.getClass()).canBeKept(key)) {
            return key;
        }
        return filtered ? decodeKey(encodeKey(key)) : copy(key);
    }

    /**
     * How many bytes a key has when it is encoded, text in UTF-8.
     *
     * @throws CacheException when it cannot be encoded
     */
    public long keyBytes(Object key) {
        return (filtered ? encodeKey(key) : encode(key)).size();
    }

    private Object decode(Encoded encoded) {
        ClassLoader own = loader.get();
        Codec<Object> codec = named(encoded.codec());
        try {
            return codec.decode(encoded, own == null ? Codecs.class.getClassLoader() : own);
        } catch (CacheException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheException("A stored object cannot be read by the codec '" + codec.name() + "': " + e, e);
        }
    }

    @SuppressWarnings("unchecked") // asked for by the class it handles
    private Encoded encodeWith(Codec<?> codec, Object live) {
        if (!(codec instanceof JavaSerializationCodec java) || declared.isEmpty()) {
            return ((Codec<Object>) codec).encode(live);
        }
        List<String> reasons = new ArrayList<>();
        Encoded json = jsonFirst ? declared.encode(live, reasons) : null;
        if (json != null) {
            return json;
        }
        Refusals refusals = new Refusals();
        Encoded encoded = java.encode(live, refusals);
        if (encoded != null) {
            return encoded;
        }
        reasons.clear();
        json = declared.encode(live, reasons);
        if (json == null) {
            throw refusals.refusal(live, reasons.isEmpty() ? null : String.join("; ", reasons));
        }
        return json;
    }

    @SuppressWarnings("unchecked")
    private Codec<Object> named(String name) {
        Codec<?> codec = byName.get(name);
        if (codec == null) {
            codec = declared.named(name);
        }
        if (codec == null) {
            throw new CacheException(
                    "This was written by the codec '" + name + "', which is not there. Codecs: " + byName.keySet());
        }
        return (Codec<Object>) codec;
    }
}
