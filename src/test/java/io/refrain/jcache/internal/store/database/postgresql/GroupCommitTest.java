package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.database.row.EntryRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class GroupCommitTest {
    private static final int AT_ONCE = 3;
    private static final long MOST_BYTES = 10_000;
    private static final GroupCommit.Terms TERMS = new GroupCommit.Terms(new AdvisoryLocks(1), "on");

    private final GroupCommit groupCommit = new GroupCommit(AT_ONCE, MOST_BYTES);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Put> busy = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        released.countDown();
        ended.countDown();
        for (Put each : busy) {
            assertTrue(each.get());
        }
    }

    /** What is kept from now on is lined up until {@link #release}, and goes in one group after the other then. */
    private void keepBusy() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(AT_ONCE);
        for (int i = 0; i < AT_ONCE; i++) {
            CountDownLatch until = i == 0 ? released : ended;
            busy.add(start(1_000 + i, TERMS, rows -> {
                all.countDown();
                await(until);
                return ids(rows);
            }));
        }
        all.await();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void release() {
        released.countDown();
    }

    private Put start(long id, GroupCommit.Terms terms, GroupCommit.Keeping keeping) {
        EntryRow row = new EntryRow(id);
        row.byteSize = 100;
        return start(row, terms, keeping);
    }

    private Put start(EntryRow row, GroupCommit.Terms terms, GroupCommit.Keeping keeping) {
        return new Put(() -> groupCommit.keep(row, terms, keeping));
    }

    private Put lineUp(long id, GroupCommit.Keeping keeping) {
        return start(id, TERMS, keeping).linedUp();
    }

    private static Set<Long> ids(List<EntryRow> rows) {
        Set<Long> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.id));
        return ids;
    }

    private static Throwable failure(Put put) throws InterruptedException {
        try {
            throw new AssertionError("It was " + put.get());
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    @Test
    void keep_ofOneThread_goesAtOnce() throws Exception {
        assertTrue(groupCommit.keep(new EntryRow(1), TERMS, GroupCommitTest::ids));
    }

    @Test
    void keep_whileOthersAreOnTheirWay_goesTogetherWithWhoCameMeanwhile() throws Exception {
        keepBusy();
        List<Set<Long>> groups = new ArrayList<>();
        List<Put> puts = new ArrayList<>();
        for (long id = 1; id <= 5; id++) {
            puts.add(lineUp(id, rows -> {
                groups.add(ids(rows));
                return ids(rows);
            }));
        }
        release();
        for (Put put : puts) {
            assertTrue(put.get());
        }
        assertEquals(List.of(Set.of(1L, 2L, 3L, 4L, 5L)), groups);
    }

    @Test
    void keep_ofAKeyThatIsHeldElsewhere_isLeftToItsOwnThreadAlone() throws Exception {
        keepBusy();
        GroupCommit.Keeping butTwo = rows -> {
            Set<Long> kept = ids(rows);
            kept.remove(2L);
            return kept;
        };
        Put first = lineUp(1, butTwo);
        Put second = lineUp(2, butTwo);
        Put third = lineUp(3, butTwo);
        release();
        assertTrue(first.get());
        assertFalse(second.get());
        assertTrue(third.get());
    }

    @Test
    void keep_ofAGroupThatIsRefused_isLeftToEachThread() throws Exception {
        keepBusy();
        GroupCommit.Keeping refused = rows -> {
            throw new SQLException("One of them is wrong", "23514");
        };
        List<Put> puts = List.of(lineUp(1, refused), lineUp(2, refused));
        release();
        for (Put put : puts) {
            assertFalse(put.get());
        }
        assertTrue(groupCommit.keep(new EntryRow(3), TERMS, GroupCommitTest::ids));
    }

    @Test
    void keep_ofAGroupWhoseConnectionIsLost_failsForEachThread() throws Exception {
        keepBusy();
        SQLException lost = new SQLException("The connection is lost", "08006");
        GroupCommit.Keeping losing = rows -> {
            throw lost;
        };
        List<Put> puts = List.of(lineUp(1, losing), lineUp(2, losing));
        release();
        for (Put put : puts) {
            assertSame(lost, failure(put));
        }
        assertTrue(groupCommit.keep(new EntryRow(3), TERMS, GroupCommitTest::ids));
    }

    @Test
    void keep_ofAGroupThatFailsInAnyOtherWay_failsForEachThread() throws Exception {
        keepBusy();
        GroupCommit.Keeping broken = rows -> {
            throw new StackOverflowError();
        };
        List<Put> puts = List.of(lineUp(1, broken), lineUp(2, broken));
        release();
        for (Put put : puts) {
            assertInstanceOf(StackOverflowError.class, failure(put));
        }
        assertTrue(groupCommit.keep(new EntryRow(3), TERMS, GroupCommitTest::ids));
    }

    @Test
    void keep_onOtherTerms_goesWithItsLikes() throws Exception {
        keepBusy();
        GroupCommit.Terms off = new GroupCommit.Terms(new AdvisoryLocks(1), "off");
        List<Set<Long>> groups = Collections.synchronizedList(new ArrayList<>());
        GroupCommit.Keeping noting = rows -> {
            groups.add(ids(rows));
            return ids(rows);
        };
        Put one = start(1, TERMS, noting).linedUp();
        Put two = start(2, off, noting).linedUp();
        Put three = start(3, off, noting).linedUp();
        release();
        assertTrue(one.get() && two.get() && three.get());
        assertEquals(List.of(Set.of(1L), Set.of(2L, 3L)), groups);
    }

    @Test
    void keep_ofMoreBytesThanGoTogether_goesInSeveralGroups() throws Exception {
        keepBusy();
        List<Set<Long>> groups = Collections.synchronizedList(new ArrayList<>());
        List<Put> puts = new ArrayList<>();
        for (long id = 1; id <= 2; id++) {
            EntryRow large = new EntryRow(id);
            large.byteSize = MOST_BYTES;
            puts.add(start(large, TERMS, rows -> {
                        groups.add(ids(rows));
                        return ids(rows);
                    })
                    .linedUp());
        }
        release();
        for (Put put : puts) {
            assertTrue(put.get());
        }
        assertEquals(List.of(Set.of(1L), Set.of(2L)), groups);
    }

    @Test
    void keep_ofAThreadThatIsInterruptedMeanwhile_isDoneAndTheThreadStaysInterrupted() throws Exception {
        keepBusy();
        Put put = new Put(() -> {
                    boolean kept = groupCommit.keep(new EntryRow(1), TERMS, GroupCommitTest::ids);
                    return kept && Thread.interrupted();
                })
                .linedUp();
        put.thread.interrupt();
        release();
        assertTrue(put.get());
    }

    /** A thread that keeps a row. */
    private static final class Put {
        private final FutureTask<Boolean> task;
        private final Thread thread;

        Put(Callable<Boolean> action) {
            task = new FutureTask<>(action);
            thread = new Thread(task);
            thread.start();
        }

        Put linedUp() {
            while (LockSupport.getBlocker(thread) == null) {
                Thread.onSpinWait();
            }
            return this;
        }

        boolean get() throws ExecutionException, InterruptedException {
            return task.get();
        }
    }
}
