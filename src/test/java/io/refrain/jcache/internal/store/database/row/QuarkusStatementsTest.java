package io.refrain.jcache.internal.store.database.row;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.hibernate.SessionFactory;

/** With the session factory that Quarkus builds. */
@QuarkusTest
class QuarkusStatementsTest extends StatementsContract {
    @Inject
    SessionFactory sessions;

    @Override
    protected Statements open() throws SQLException {
        return TestDatabase.SQLITE.open(sessions);
    }
}
