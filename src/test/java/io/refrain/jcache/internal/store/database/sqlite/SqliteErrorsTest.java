package io.refrain.jcache.internal.store.database.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.StoreException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "SQLITE_BUSY, Another process uses it",
        "SQLITE_BUSY_SNAPSHOT, Another process uses it",
        "SQLITE_FULL, Free some disk space",
        "SQLITE_IOERR_WRITE, Check the disk",
        "SQLITE_READONLY_DBMOVED, Give this user the right to write",
        "SQLITE_CANTOPEN, Give this user the right to write",
        "SQLITE_NOTADB, Move the file away",
        "SQLITE_CORRUPT, Move the file away"
    })
    void explain_ofAFailureDeepInside_saysWhatToDo(SQLiteErrorCode code, String remedy) {
        Throwable failure = new IllegalStateException("wrapped", new SQLiteException("what happened", code));
        String explained = SqliteErrors.explain(failure);
        assertTrue(explained.startsWith("what happened. " + remedy), explained);
        assertEquals(remedy.startsWith("Another"), SqliteErrors.reason(failure) == Reason.BUSY);
    }

    @Test
    void explain_ofWhatIsNotSqlites_isItsMessage() {
        assertEquals("why", SqliteErrors.explain(new IllegalStateException("why")));
    }
}
