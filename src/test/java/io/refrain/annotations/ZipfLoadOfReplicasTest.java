package io.refrain.annotations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.annotations.EqualCallsOfReplicasTest.Replica;
import io.refrain.answers.ZipfQuestions;
import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import io.refrain.jcache.internal.store.database.postgresql.ReplicaProcesses;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Four processes of eight threads each ask questions in a Zipf-distributed order (s = 0.99), the same in each run, of a model behind {@code @CacheResult}, and have their cache in one PostgreSQL
 * database. {@code -Dtests.zipf.questions=100000} asks more.
 */
@NeedsPostgres
@Timeout(600)
class ZipfLoadOfReplicasTest {
    private static final String ASKED = "tests.zipf.questions";
    private static final int PROCESSES = 4;
    private static final int THREADS = 8;
    private static final int CALL_MILLIS = 5;

    /** Of all that are asked, so many there are to choose from: four of five have been asked before. */
    private static final double CHOICE = 0.3;

    /** How many each thread asks. */
    private static int share() {
        return Integer.getInteger(ASKED, 6_400) / (PROCESSES * THREADS);
    }

    @Test
    void result_zipfLoadOfFourProcesses_asksTheModelHardlyMoreThanOnceForEachQuestion() throws Exception {
        Set<Integer> different = new HashSet<>();
        int asked = 0;
        for (int thread = 0; thread < PROCESSES * THREADS; thread++) {
            for (int question : questions(thread)) {
                different.add(question);
                asked++;
            }
        }
        double hits = 1 - (double) different.size() / asked;
        assertTrue(hits >= 0.8, "a load of so many hits: " + hits);
        List<String> said;
        try (PostgresDatabase database = PostgresServer.shared().createDatabase()) {
            said = ReplicaProcesses.run(ZipfLoadOfReplicasTest.class, PROCESSES, database);
        }

        int answered = 0;
        int calls = 0;
        for (String line : said) {
            String[] parts = line.split(" ");
            answered += Integer.parseInt(parts[0]);
            calls += Integer.parseInt(parts[1]);
        }
        double ratio = (double) calls / different.size();
        System.out.printf(
                "Zipf load: %d processes of %d threads asked %,d questions, %,d different ones; %,d calls of the model,"
                        + " %.3f for each (bound 1.05)%n",
                PROCESSES, THREADS, asked, different.size(), calls, ratio);
        assertEquals(asked, answered);
        assertTrue(calls >= different.size(), () -> "Some answers are nobody's: " + said);
        assertTrue(ratio <= 1.05, () -> "calls for each question: " + ratio);
    }

    /** What one of all threads asks, one after the other. */
    private static int[] questions(int thread) {
        return ZipfQuestions.draw(share(), (int) (CHOICE * share() * PROCESSES * THREADS), thread);
    }

    /** One of the processes. Says how many right answers it got, and for how many of them it called the model. */
    public static void main(String[] arguments) throws Exception {
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Replica replica = new Replica(
                URI.create(arguments[0]), EqualCallsOfReplicasTest.properties(arguments[1], arguments[2]))) {
            Methods methods = replica.methods();
            methods.result("warm", () -> "warm");
            ReplicaProcesses.awaitAll();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int[] questions = questions(Integer.parseInt(arguments[3]) * THREADS + i);
                all.add(threads.submit(() -> {
                    for (int question : questions) {
                        String answer = methods.result("question " + question, () -> {
                            calls.incrementAndGet();
                            Thread.sleep(CALL_MILLIS);
                            return "answer " + question;
                        });
                        if (answer.equals("answer " + question)) {
                            answered.incrementAndGet();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.println(answered + " " + calls);
        System.exit(0);
    }
}
