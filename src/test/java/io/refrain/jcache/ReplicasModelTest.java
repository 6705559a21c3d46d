package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cache of two processes against a plain map, at random, while connections are cut and a process is killed at times: {@code -Dtests.model.steps=100000} for so many steps,
 * {@code -Dtests.model.seed=7} for those of an earlier run.
 */
@NeedsPostgres
@Timeout(value = 2, unit = TimeUnit.HOURS)
class ReplicasModelTest {
    private static final int STEPS = Integer.getInteger("tests.model.steps", 600);
    private static final int STEPS_BETWEEN_KILLS = 500;
    private static final int KEYS = 20;
    private static final int HEALING_SECONDS = 5;

    private final List<ModelReplica> replicas = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    /** The truth. */
    private final Map<String, Known> known = new HashMap<>();

    /** What was in the place of that before. */
    private final Map<String, List<Replaced>> replaced = new HashMap<>();

    private long now = 1_000_000;
    private long number;

    /** When connections were cut last, or 0. */
    private long cutAt;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anySteps_ofTwoProcesses_giveWhatAPlainMapGives(boolean hasHeaps) throws Exception {
        try (PostgresDatabase database = PostgresServer.shared().createDatabase()) {
            run(hasHeaps, database, database);
        }
    }

    @Test
    void anySteps_ofTwoProcessesThatShareNothing_areFoundOut() {
        try (PostgresDatabase one = PostgresServer.shared().createDatabase();
                PostgresDatabase other = PostgresServer.shared().createDatabase()) {
            AssertionError found = assertThrows(AssertionError.class, () -> run(true, one, other));
            System.out.println("Model: found of two processes: " + found.getMessage());
        }
    }

    private void run(boolean hasHeaps, PostgresDatabase... databases) throws Exception {
        long seed = Long.getLong("tests.model.seed", System.nanoTime());
        Random random = new Random(seed);
        int step = 0;
        try {
            for (PostgresDatabase database : databases) {
                replicas.add(new ModelReplica(database, hasHeaps));
            }
            for (; step < STEPS; step++) {
                if (step % STEPS_BETWEEN_KILLS == STEPS_BETWEEN_KILLS - 1) {
                    kill(random, databases, hasHeaps);
                } else {
                    step(random, databases, hasHeaps);
                }
            }
            System.out.println("Model: " + STEPS + " steps of two processes " + (hasHeaps ? "with" : "without")
                    + " heaps in front (seed " + seed + "): " + counts);
        } catch (AssertionError e) {
            throw new AssertionError("Seed " + seed + ", step " + step + ": " + e.getMessage(), e);
        } finally {
            replicas.forEach(ModelReplica::close);
        }
    }

    private void step(Random random, PostgresDatabase[] databases, boolean hasHeaps) throws Exception {
        known.values().removeIf(each -> each.deadline() <= now);
        int replica = random.nextInt(replicas.size());
        int dice = random.nextInt(1_000);
        if (dice < 300) {
            get(replica, key(random), hasHeaps);
        } else if (dice < 360) {
            count("time");
            now += random.nextInt(200);
            for (ModelReplica each : replicas) {
                assertEquals("true", each.ask("clock " + now));
            }
        } else if (dice < 400) {
            count("all");
            String all = replicas.get(replica).ask("all");
            if (all.equals(ModelReplica.FAILED) && wasCut()) {
                all = healed(replicas.get(replica), "all");
            }
            assertEquals(texts(known).toString(), all);
        } else if (dice < 425) {
            count("cut connections");
            FutureTask<Void> cutting = new FutureTask<>(
                    () -> {
                        LockSupport.parkNanos(random.nextInt(3_000_000));
                        for (PostgresDatabase database : databases) {
                            database.cutConnections();
                        }
                    },
                    null);
            cutAt = System.nanoTime();
            new Thread(cutting, "cutting").start();
            write(replica, random(random));
            await(cutting);
            cutAt = System.nanoTime();
            heal();
        } else {
            Step step = random(random);
            count(step.command().split(" ")[0]);
            write(replica, step);
        }
    }

    /** Not long after connections were cut it may fail: which ones are dead, is found out one by one. */
    private void write(int replica, Step step) throws IOException {
        String answer = replicas.get(replica).ask(step.command());
        if (answer.equals(ModelReplica.FAILED) && wasCut()) {
            count("failed");
            learn(step);
        } else {
            assertEquals(step.answer(), answer, step.command());
            apply(step, replica);
        }
    }

    private boolean wasCut() {
        return cutAt != 0 && System.nanoTime() - cutAt < TimeUnit.SECONDS.toNanos(HEALING_SECONDS);
    }

    private static void await(FutureTask<Void> cutting) throws InterruptedException {
        try {
            cutting.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Kills one of them while it does something, and begins another in its place. */
    private void kill(Random random, PostgresDatabase[] databases, boolean hasHeaps) throws IOException {
        count("kill");
        known.values().removeIf(each -> each.deadline() <= now);
        int replica = random.nextInt(replicas.size());
        Step lost = random(random);
        replicas.get(replica).tell(lost.command());
        LockSupport.parkNanos(random.nextInt(3_000_000));
        replicas.get(replica).close();
        ModelReplica next = new ModelReplica(databases[replica], hasHeaps);
        replicas.set(replica, next);
        assertEquals("true", next.ask("clock " + now));
        learn(lost);
    }

    /** From a heap in front there may be what another process has replaced not long ago. */
    private void get(int replica, String key, boolean hasHeaps) throws IOException {
        count("get");
        long asked = System.nanoTime();
        String found = replicas.get(replica).ask("get " + key);
        if (found.equals(ModelReplica.FAILED) && wasCut()) {
            found = healed(replicas.get(replica), "get " + key);
        }
        Known expected = known.get(key);
        if (!found.equals(expected == null ? "null" : expected.value())) {
            String behind = found;
            boolean mayBe = hasHeaps
                    && replaced.getOrDefault(key, List.of()).stream()
                            .anyMatch(each -> each.known().value().equals(behind)
                                    && each.known().deadline() > now
                                    && each.by() != replica
                                    && asked - each.nanos()
                                            <= TimeUnit.MILLISECONDS.toNanos(ModelReplica.STALENESS_MILLIS));
            assertTrue(mayBe, () -> "get " + key + ": " + behind + ", not " + expected);
            count("get, behind");
        }
    }

    private String key(Random random) {
        return "k" + random.nextInt(KEYS);
    }

    /** A verb that writes, as it should end. */
    private Step random(Random random) {
        String key = key(random);
        String value = "v" + number++;
        Known there = known.get(key);
        String old = there == null ? "null" : there.value();
        String guess = random.nextInt(3) > 0 ? old : "other";
        boolean equal = there != null && guess.equals(old);
        String one = " " + key;
        return switch (random.nextInt(13)) {
            case 0 ->
                Step.of("putIfAbsent" + one + " " + value, there == null, there == null ? change(key, value) : none());
            case 1 ->
                Step.of("replace" + one + " " + value, there != null, there == null ? none() : change(key, value));
            case 2 ->
                Step.of("replaceIfEqual" + one + " " + guess + " " + value, equal, equal ? change(key, value) : none());
            case 3 -> Step.of("remove" + one, there != null, change(key, null));
            case 4 -> Step.of("removeIfEqual" + one + " " + guess, equal, equal ? change(key, null) : none());
            case 5 -> Step.of("getAndPut" + one + " " + value, old, change(key, value));
            case 6 -> Step.of("getAndRemove" + one, old, change(key, null));
            case 7 -> Step.of("getAndReplace" + one + " " + value, old, there == null ? none() : change(key, value));
            case 8 -> {
                String longer = (there == null ? "" : old) + value;
                yield Step.of("append" + one + " " + value, longer, change(key, longer));
            }
            case 9 -> {
                Map<String, @Nullable String> changes = new TreeMap<>();
                StringBuilder command = new StringBuilder("putAll");
                for (String each : keys(random)) {
                    changes.put(each, value);
                    command.append(' ').append(each).append('=').append(value);
                }
                yield Step.of(command.toString(), true, changes);
            }
            case 10 -> {
                Map<String, @Nullable String> changes = new TreeMap<>();
                keys(random).forEach(each -> changes.put(each, null));
                yield Step.of("removeAll " + String.join(" ", changes.keySet()), true, changes);
            }
            case 11 -> {
                if (random.nextInt(20) > 0) {
                    yield Step.of("put" + one + " " + value, true, change(key, value));
                }
                Map<String, @Nullable String> changes = new TreeMap<>();
                known.keySet().forEach(each -> changes.put(each, null));
                yield Step.of("clear", true, changes);
            }
            default -> Step.of("put" + one + " " + value, true, change(key, value));
        };
    }

    private TreeSet<String> keys(Random random) {
        TreeSet<String> keys = new TreeSet<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            keys.add(key(random));
        }
        return keys;
    }

    private static Map<String, @Nullable String> none() {
        return Map.of();
    }

    private static Map<String, @Nullable String> change(String key, @Nullable String value) {
        Map<String, @Nullable String> change = new HashMap<>();
        change.put(key, value);
        return change;
    }

    private void apply(Step step, int by) {
        long nanos = System.nanoTime();
        step.changes().forEach((key, value) -> {
            Known before = known.remove(key);
            if (before != null) {
                replaced.computeIfAbsent(key, any -> new ArrayList<>()).add(new Replaced(before, by, nanos));
            }
            if (value != null) {
                known.put(key, new Known(value, now + ModelReplica.LIFE_MILLIS));
            }
        });
    }

    /** What has become of a step that nobody has told the end of: of each key there is what was before, or what should be now. */
    private void learn(Step lost) throws IOException {
        Map<String, @Nullable String> done = new TreeMap<>();
        for (Map.Entry<String, @Nullable String> change : lost.changes().entrySet()) {
            String found = healed(replicas.get(0), "look " + change.getKey());
            Known before = known.get(change.getKey());
            if (found.equals(String.valueOf(change.getValue()))) {
                done.put(change.getKey(), change.getValue());
            } else {
                assertEquals(before == null ? "null" : before.value(), found, () -> "after a lost " + lost.command());
            }
        }
        // By nobody, since either may have a copy of what was before.
        apply(new Step(lost.command(), lost.answer(), done), -1);
    }

    private void heal() throws IOException {
        for (ModelReplica replica : replicas) {
            healed(replica, "look none");
        }
    }

    /** Asks until it is answered. */
    private static String healed(ModelReplica replica, String command) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(HEALING_SECONDS);
        String answer = replica.ask(command);
        while (answer.equals(ModelReplica.FAILED)) {
            assertTrue(System.nanoTime() < end, "It does not heal");
            LockSupport.parkNanos(5_000_000);
            answer = replica.ask(command);
        }
        return answer;
    }

    private static Map<String, String> texts(Map<String, Known> of) {
        Map<String, String> texts = new TreeMap<>();
        of.forEach((key, each) -> texts.put(key, each.value()));
        return texts;
    }

    private void count(String kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    /** A command, what it gives, and what each key has then, if it changes. */
    private record Step(String command, String answer, Map<String, @Nullable String> changes) {
        static Step of(String command, Object answer, Map<String, @Nullable String> changes) {
            return new Step(command, String.valueOf(answer), changes);
        }
    }

    private record Known(String value, long deadline) {}

    /** @param by which replica has replaced it, or -1 */
    private record Replaced(Known known, int by, long nanos) {}
}
