package io.refrain.jcache.internal.store.database.row;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

class HibernateStatementsTest {

    @Nested
    class OnSqlite extends Contract {
        OnSqlite() {
            super(TestDatabase.SQLITE);
        }
    }

    @Nested
    class OnH2 extends Contract {
        OnH2() {
            super(TestDatabase.H2);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Contract extends StatementsContract {
        private final TestDatabase database;
        private final SessionFactory sessions;

        Contract(TestDatabase database) {
            this.database = database;
            this.sessions = database.sessions();
        }

        @Override
        protected Statements open() throws SQLException {
            return database.open(sessions);
        }

        /** The session is made anew after a failure, so that nothing of what failed is left in it. */
        @Test
        void anyStatement_failsOnce_isTranslatedAndTheNextOneWorks() throws SQLException {
            try (Connection connection = database.connect();
                    Statement sql = connection.createStatement();
                    HibernateStatements statements =
                            new HibernateStatements(sessions, connection, TestDatabase.FAILURES)) {
                sql.execute("alter table cache_entry rename to gone");
                sql.execute("alter table cache rename to gone_too");
                List<EntryRow> rows = List.of(new EntryRow(1), new EntryRow(2));
                assertFails(Failures.READING, () -> statements.find(1));
                assertFails(Failures.READING, () -> statements.row(1));
                assertFails(Failures.READING, () -> statements.page(1, 2, 3));
                assertFails(Failures.READING, () -> statements.heads(1, 2, 3));
                assertFails(Failures.READING, () -> statements.expired(1, 2));
                assertFails(Failures.READING, () -> statements.amount(1, 2));
                assertFails(Failures.READING, statements::caches);
                assertFails(Failures.WRITING, () -> statements.keep(rows));
                assertFails(Failures.WRITING, () -> statements.keep(rows.subList(0, 1)));
                assertFails(Failures.WRITING, () -> statements.drop(List.of(1L)));
                assertFails(Failures.WRITING, () -> statements.dropRange(1, 2, 3));
                assertFails(Failures.WRITING, () -> statements.touch(List.of(new RowTouch(1, 2, 3, null))));
                assertFails(Failures.WRITING, () -> statements.forgetCache("a"));
                sql.execute("alter table gone rename to cache_entry");

                statements.keep(List.of(new EntryRow(3)));

                assertEquals(1, statements.amount(1, 3).rows());
            }
        }

        @AfterAll
        void closeSessions() {
            sessions.close();
        }
    }

    private static void assertFails(String tried, Executable statement) {
        StoreException failure = assertThrows(StoreException.class, statement);
        assertTrue(
                String.valueOf(failure.getMessage()).startsWith("The database " + tried + ": "), failure.getMessage());
    }
}
