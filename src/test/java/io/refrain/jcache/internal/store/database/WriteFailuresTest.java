package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteFailuresTest {
    private final ManualClock clock = new ManualClock();
    private final WriteFailures failures = new WriteFailures("It", clock);
    private final Logger log = Logger.getLogger(WriteFailures.class.getName());
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        log.addHandler(handler);
    }

    @AfterEach
    void leave() {
        log.removeHandler(handler);
    }

    @Test
    void failed_oftenWithinAMinute_isToldOnce() {
        for (int i = 0; i < 100; i++) {
            failures.failed(new IllegalStateException("no room"));
        }
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("It cannot be written (1 "), lines::toString);
        assertTrue(lines.get(0).contains("no room"), lines::toString);

        clock.advance(Duration.ofMinutes(1));
        failures.failed(new IllegalStateException("no room"));
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(1).contains("(101 "), lines::toString);
    }

    @Test
    void succeeded_afterAFailureThatWasTold_isToldAndToAndFroWithinAMinuteIsNot() {
        failures.succeeded();
        assertEquals(List.of(), lines);
        for (int i = 0; i < 100; i++) {
            failures.failed(new IllegalStateException("no room"));
            failures.succeeded();
        }
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(1).contains("can be written again"), lines::toString);
    }
}
