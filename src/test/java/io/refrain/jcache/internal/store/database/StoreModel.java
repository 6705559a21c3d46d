package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.Authority;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.ManualClock;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.sqlite.SqliteMedium;
import io.refrain.jcache.internal.store.heap.HeapMap;
import io.refrain.jcache.internal.store.tiered.TieredStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does at random to a cache what can be done to one, through two managers of which one writes behind, and compares what they give with a plain map. The cache is smaller than what is
 * put, and its commits fail at times. One class, since each step changes the store and the map together. For one thread.
 */
final class StoreModel implements AutoCloseable {
    private static final int KEYS = 60;
    private static final Bounds BOUNDS = new Bounds(40, 20_000);
    private static final Bounds HEAP = Bounds.ofEntries(30);
    private static final Settings SETTINGS =
            new Settings(Duration.ofMillis(100), 10_000, 16L << 20, Duration.ofHours(1), Duration.ofHours(1));

    private final Random random;
    private final String identity;
    private final BiFunction<ManualClock, AtomicBoolean, Medium> media;

    /** Where what fails has changed nothing, or all of it. */
    private final boolean onAServer;

    private final boolean hasHeaps;

    private final Fault fault;
    private final ManualClock clock = new ManualClock();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Codecs codecs = Codecs.of(StoreModel.class.getClassLoader());
    private final List<@Nullable Manager> managers = new ArrayList<>();

    /** The truth. */
    private final Map<String, Known> known = new HashMap<>();

    /** Entries that were found once, and perhaps replaced since. */
    private final List<Held> held = new ArrayList<>();

    private final Map<String, Integer> counts = new HashMap<>();

    /** Those that the step of now is about. */
    private final Set<String> changing = new HashSet<>();

    private final AtomicLong told = new AtomicLong();
    private long vanished;
    private boolean hasFailed;

    /** Whether something was put since all that fails was over: that sees to the bounds. */
    private boolean bounded;

    private long number;

    /** On a file. */
    StoreModel(Path file, Fault fault, long seed) {
        this(
                "model:" + file,
                (clock, failing) -> new FaultyMedium(
                        SqliteMedium.open(file, FileFixture.settings(), FileFixture.sessions(), false, clock),
                        fault,
                        failing),
                false,
                true,
                fault,
                seed);
    }

    /** On a server. */
    StoreModel(String identity, Supplier<Server> servers, boolean hasHeaps, Fault fault, long seed) {
        this(identity, (clock, failing) -> FaultyServer.of(servers.get(), failing), true, hasHeaps, fault, seed);
    }

    private StoreModel(
            String identity,
            BiFunction<ManualClock, AtomicBoolean, Medium> media,
            boolean onAServer,
            boolean hasHeaps,
            Fault fault,
            long seed) {
        this.identity = identity;
        this.media = media;
        this.onAServer = onAServer;
        this.hasHeaps = hasHeaps;
        this.fault = fault;
        this.random = new Random(seed);
        managers.add(open(Durability.COMMITTED));
        managers.add(open(Durability.BATCHED));
    }

    private Manager open(Durability durability) {
        DatabaseStorage storage = DatabaseStorage.open(
                identity, () -> media.apply(clock, failing), SETTINGS, new HeldKeys(Duration.ofSeconds(10)), clock);
        Authority<String> authority = storage.open("a", BOUNDS, durability, codecs, told::addAndGet);
        Server server = storage.database().server();
        if (server != null) {
            awaitLead(server, storage.database());
        }
        Authority<String> told = fault == Fault.EVICTS_WITHOUT_FORGETTING_THE_COPY
                ? new ForgetfulAuthority<>(authority, changing::contains)
                : authority;
        Store<String> store =
                hasHeaps ? new TieredStore<>(new HeapMap<>(HEAP, codecs, (key, entry) -> {}), told, codecs) : told;
        return new Manager(storage, store, durability);
    }

    /** Only who leads sweeps and evicts. */
    private static void awaitLead(Server server, Database database) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        int cache = database.openCaches().iterator().next().range().number();
        while (!server.leads(Server.EVERYTHING) || !server.leads(cache) || !server.vouches()) {
            assertTrue(System.nanoTime() < end, "It never leads");
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** How often each kind of step was made. */
    Map<String, Integer> counts() {
        return counts;
    }

    /** Makes one step, and compares. */
    void step() {
        changing.clear();
        int dice = random.nextInt(1_000);
        if (dice < 400) {
            count("put");
            keep(key());
        } else if (dice < 480) {
            count("remove");
            drop(key());
        } else if (dice < 550) {
            count("put of many");
            keepMany();
        } else if (dice < 600) {
            count("put within a put");
            keepWithin(key(), key());
        } else if (dice < 700) {
            count("access");
            touch(key());
        } else if (dice < 760) {
            count("hold");
            hold(key());
        } else if (dice < 830) {
            count("late access");
            touchHeld();
        } else if (dice < 900) {
            count("time");
            clock.advance(Duration.ofMillis(random.nextInt(50)));
        } else if (dice < 920) {
            count("sweep");
            sweep();
        } else if (dice < 950) {
            count("iteration");
            compareAll();
        } else if (dice < 980) {
            count("failing or not");
            failOrNot();
        } else if (dice < 990) {
            count("reopening");
            reopen(random.nextInt(3));
        } else if (dice < 993) {
            count("clear");
            clear();
        }
        changing.forEach(this::compare);
        compare(key());
        if (told.get() > 0) {
            compareAll();
        }
    }

    private void count(String kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    private String key() {
        return "key " + random.nextInt(KEYS);
    }

    private Manager any() {
        List<Manager> open = open();
        return open.get(random.nextInt(open.size()));
    }

    private List<Manager> open() {
        List<Manager> open = new ArrayList<>();
        for (Manager manager : managers) {
            if (manager != null) {
                open.add(manager);
            }
        }
        return open;
    }

    private StoredEntry entry() {
        boolean mortal = random.nextBoolean();
        int size = random.nextInt(100) == 0 ? 25_000 : random.nextInt(600);
        return new StoredEntry(
                number++ + "v".repeat(size),
                clock.millis(),
                mortal ? clock.millis() + 1 + random.nextInt(1_000) : StoredEntry.ETERNAL);
    }

    /** What a write has done to the truth, if it could be committed; what could not counts as absent. */
    private void write(Map<String, @Nullable StoredEntry> changes, Runnable writing) {
        changing.addAll(changes.keySet());
        boolean written = true;
        try {
            writing.run();
        } catch (StoreException e) {
            assertTrue(failing.get(), e::toString);
            written = false;
        }
        if (!written && onAServer) {
            learn(changes);
            return;
        }
        for (Map.Entry<String, @Nullable StoredEntry> change : changes.entrySet()) {
            StoredEntry entry = change.getValue();
            if (!written || entry == null) {
                known.remove(change.getKey());
            } else if (entry.byteSize() > BOUNDS.maxBytes()) {
                known.remove(change.getKey());
                vanished++;
            } else {
                bounded = !failing.get() && !onAServer;
                known.put(change.getKey(), new Known(entry.value(), entry.expiresAt(), entry.version()));
            }
        }
    }

    /** What has become of changes whose transaction failed: nothing, or all of it. */
    private void learn(Map<String, @Nullable StoredEntry> changes) {
        bounded = false;
        changes.forEach((key, entry) -> {
            StoredEntry found = any().store().find(key);
            if (found != null && entry != null && found.value().equals(entry.value())) {
                known.put(key, new Known(entry.value(), entry.expiresAt(), entry.version()));
            } else if (found == null && entry == null) {
                known.remove(key);
            }
        });
    }

    private void keep(String key) {
        StoredEntry entry = entry();
        Store<String> store = any().store();
        boolean looks = random.nextBoolean();
        write(
                of(key, entry),
                () -> store.update(key, slot -> {
                    if (looks) {
                        slot.current();
                    }
                    slot.keep(entry);
                    return true;
                }));
    }

    private static Map<String, @Nullable StoredEntry> of(String key, @Nullable StoredEntry entry) {
        Map<String, @Nullable StoredEntry> change = new HashMap<>();
        change.put(key, entry);
        return change;
    }

    private void drop(String key) {
        Store<String> store = any().store();
        write(of(key, null), () -> FileTest.drop(store, key));
    }

    private void keepMany() {
        Map<String, @Nullable StoredEntry> changes = new HashMap<>();
        for (int i = 2 + random.nextInt(8); i > 0; i--) {
            changes.put(key(), random.nextInt(4) == 0 ? null : entry());
        }
        Store<String> store = any().store();
        write(
                changes,
                () -> store.updateAll(changes.keySet(), slots -> {
                    changes.forEach((key, entry) -> {
                        if (entry == null) {
                            slots.apply(key).drop();
                        } else {
                            slots.apply(key).keep(entry);
                        }
                    });
                    return true;
                }));
    }

    private void keepWithin(String outer, String inner) {
        if (outer.equals(inner) || failing.get()) {
            return;
        }
        StoredEntry first = entry();
        StoredEntry second = entry();
        Store<String> store = any().store();
        Store<String> other = any().store();
        write(
                of(inner, second),
                () -> write(
                        of(outer, first),
                        () -> store.update(outer, slot -> {
                            FileTest.keep(other, inner, second);
                            slot.keep(first);
                            return true;
                        })));
    }

    private void touch(String key) {
        Store<String> store = any().store();
        StoredEntry found = store.find(key);
        if (found != null) {
            touch(store, new Held(key, found));
        }
    }

    private void hold(String key) {
        StoredEntry found = any().store().find(key);
        if (found != null) {
            held.add(new Held(key, found));
        }
    }

    private void touchHeld() {
        if (!held.isEmpty()) {
            touch(any().store(), held.remove(random.nextInt(held.size())));
        }
    }

    private void touch(Store<String> store, Held access) {
        changing.add(access.key());
        long deadline = random.nextInt(5) == 0 ? StoredEntry.ETERNAL : clock.millis() + 1 + random.nextInt(1_000);
        Known now = known.get(access.key());
        store.touch(access.key(), access.entry(), deadline);
        if (now != null && now.version() == access.entry().version()) {
            known.put(access.key(), new Known(now.value(), deadline, now.version()));
        }
    }

    private void sweep() {
        Sweeper sweeper = new Sweeper(any().storage().database());
        try {
            while (sweeper.sweep()) {
                // There is more.
            }
        } catch (StoreException e) {
            assertTrue(failing.get(), e::toString);
        }
        if (!failing.get()) {
            known.values().removeIf(each -> each.expiresAt() <= clock.millis());
            // One process keeps the bounds for all, when it sweeps.
            bounded = bounded || onAServer;
        }
        compareAll();
        bounded = bounded && !onAServer;
    }

    private void failOrNot() {
        boolean fails = !failing.get() && random.nextInt(3) == 0;
        compareAll();
        failing.set(fails);
        hasFailed = fails;
        bounded = false;
    }

    private void clear() {
        try {
            any().store().clear();
            known.clear();
        } catch (StoreException e) {
            assertTrue(failing.get(), e::toString);
        }
        compareAll();
    }

    /** @param which one of them, or all */
    private void reopen(int which) {
        // What cannot be committed when it is closed is lost.
        compareAll();
        failing.set(false);
        hasFailed = false;
        for (int i = 0; i < managers.size(); i++) {
            Manager manager = managers.get(i);
            if (manager != null && (which == i || which == managers.size())) {
                manager.close();
                managers.set(i, null);
            }
        }
        for (int i = 0; i < managers.size(); i++) {
            if (managers.get(i) == null) {
                managers.set(i, open(i == 0 ? Durability.COMMITTED : Durability.BATCHED));
            }
        }
        compareAll();
    }

    /** Each manager has what is known of a key; or all have forgotten it, to keep the bounds. */
    private void compare(String key) {
        Known expected = known.get(key);
        List<Manager> open = open();
        List<@Nullable StoredEntry> found = new ArrayList<>();
        open.forEach(manager -> found.add(manager.store().find(key)));
        if (expected != null && found.stream().allMatch(each -> each == null)) {
            known.remove(key);
            vanished++;
            return;
        }
        for (int i = 0; i < open.size(); i++) {
            StoredEntry one = found.get(i);
            String where = key + " by " + open.get(i).durability();
            assertEquals(expected == null ? null : expected.value(), one == null ? null : one.value(), where);
            if (expected != null) {
                assertNotNull(one);
                assertEquals(expected.expiresAt(), one.expiresAt(), () -> "The deadline of " + where);
            }
        }
    }

    private void compareAll() {
        for (int i = 0; i < KEYS; i++) {
            compare("key " + i);
        }
        Map<String, Object> expected = new HashMap<>();
        known.forEach((key, each) -> expected.put(key, each.value()));
        for (Manager manager : open()) {
            Map<String, Object> iterated = FileTest.all(manager.store());
            for (int i = 0; i < KEYS; i++) {
                String key = "key " + i;
                assertEquals(expected.get(key), iterated.get(key), () -> key + " iterated by " + manager.durability());
            }
        }
        if (!hasFailed) {
            assertEquals(vanished, told.get(), "How many were evicted");
        }
        if (bounded) {
            assertTrue(known.size() <= BOUNDS.maxEntries(), () -> known.size() + " entries");
        }
        vanished = 0;
        told.set(0);
    }

    @Override
    public void close() {
        failing.set(false);
        open().forEach(Manager::close);
    }

    /** What is known of a key. */
    private record Known(Object value, long expiresAt, long version) {}

    private record Held(String key, StoredEntry entry) {}

    private record Manager(DatabaseStorage storage, Store<String> store, Durability durability) {
        void close() {
            store.close();
            storage.close();
        }
    }
}
