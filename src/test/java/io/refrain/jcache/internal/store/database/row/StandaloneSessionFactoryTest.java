package io.refrain.jcache.internal.store.database.row;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.refrain.jcache.internal.store.database.postgresql.PostgresqlDialect;
import io.refrain.jcache.internal.store.database.sqlite.SqliteDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.hibernate.SessionFactory;
import org.hibernate.dialect.Dialect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandaloneSessionFactoryTest {

    @ParameterizedTest
    @ValueSource(classes = {SqliteDialect.class, PostgresqlDialect.class})
    void create_always_saysNothingButTheVersion(Class<? extends Dialect> dialect) {
        Logger hibernate = Logger.getLogger("org.hibernate");
        Lines lines = new Lines();
        // What plain Java has, whatever the log of the tests leaves out.
        Level level = hibernate.getLevel();
        hibernate.setLevel(Level.INFO);
        hibernate.addHandler(lines);
        try (SessionFactory factory = new StandaloneSessionFactory().create(dialect)) {
            assertEquals(List.of(), lines.said);
        } finally {
            hibernate.removeHandler(lines);
            hibernate.setLevel(level);
        }
    }

    /** What was said at INFO or above. For one thread. */
    private static final class Lines extends Handler {
        private final List<String> said = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            // The version is said once in a process, and says something.
            if (line.getLevel().intValue() >= Level.INFO.intValue()
                    && !line.getLoggerName().equals("org.hibernate.Version")) {
                said.add(line.getLoggerName() + ": " + line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
