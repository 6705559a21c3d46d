package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.store.database.row.Session;
import io.refrain.jcache.internal.store.database.row.Statements;
import io.refrain.jcache.internal.store.database.row.StatementsContract;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** That SQLite's statements, with their own look-up, keep the contract of all: on the connection that writes, and where one connection reads what another has written. */
class SqliteStatementsTest {
    private static final Set<String> WRITING = Set.of("keep", "drop", "dropRange", "touch", "addCache", "forgetCache");

    @Nested
    class OfTheWriter extends StatementsContract {
        @TempDir
        Path directory;

        @Override
        protected Statements open() {
            return new Both(directory, true).statements();
        }
    }

    @Nested
    class OfAReader extends StatementsContract {
        @TempDir
        Path directory;

        @Override
        protected Statements open() {
            return new Both(directory, false).statements();
        }
    }

    /** Writes on one session, each time in a transaction, and reads on another. */
    private static final class Both {
        private final SqliteMedium medium;
        private final Session writer;
        private final Session reader;

        Both(Path directory, boolean same) {
            medium = SqliteFixture.open(directory.resolve("cache.db"));
            writer = medium.openWriter();
            reader = same ? writer : medium.openReader();
        }

        Statements statements() {
            return (Statements) Proxy.newProxyInstance(
                    Statements.class.getClassLoader(), new Class<?>[] {Statements.class}, this::call);
        }

        private @Nullable Object call(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getName().equals("close")) {
                reader.close();
                if (reader != writer) {
                    writer.close();
                }
                medium.close();
                return null;
            }
            if (!WRITING.contains(method.getName())) {
                return invoke(method, reader, arguments);
            }
            @Nullable Object[] result = {null};
            Throwable[] failure = new Throwable[1];
            writer.inTransaction(
                    () -> {
                        try {
                            result[0] = invoke(method, writer, arguments);
                        } catch (Throwable e) {
                            failure[0] = e;
                        }
                    },
                    false);
            if (failure[0] != null) {
                throw failure[0];
            }
            return result[0];
        }

        private static @Nullable Object invoke(Method method, Session session, Object @Nullable [] arguments)
                throws Throwable {
            try {
                return method.invoke(session, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
