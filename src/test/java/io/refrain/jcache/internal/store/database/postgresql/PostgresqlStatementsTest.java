package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.internal.store.database.row.Session;
import io.refrain.jcache.internal.store.database.row.StandaloneSessionFactory;
import io.refrain.jcache.internal.store.database.row.Statements;
import io.refrain.jcache.internal.store.database.row.StatementsContract;
import io.refrain.jcache.internal.store.database.sqlite.SqliteDialect;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Nested;

/** That PostgreSQL's statements keep the contract of all, also with a session factory that was made for SQLite, as the service's is. */
@NeedsPostgres
class PostgresqlStatementsTest {
    @Nested
    class WithItsDialect extends StatementsContract {
        @Override
        protected Statements open() {
            return statements(PostgresFixture.sessions());
        }
    }

    @Nested
    class WithTheDialectOfSqlite extends StatementsContract {
        @Override
        protected Statements open() {
            return statements(OfSqlite.SESSIONS);
        }
    }

    private static final class OfSqlite {
        static final SessionFactory SESSIONS = new StandaloneSessionFactory().create(SqliteDialect.class);
    }

    private static Statements statements(SessionFactory sessions) {
        PostgresqlServer server = new PostgresFixture(InstantSource.system()).server(sessions);
        Session session = server.openWriter();
        return (Statements) Proxy.newProxyInstance(
                Statements.class.getClassLoader(), new Class<?>[] {Statements.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(session, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (method.getName().equals("close")) {
                            server.close();
                        }
                    }
                });
    }
}
