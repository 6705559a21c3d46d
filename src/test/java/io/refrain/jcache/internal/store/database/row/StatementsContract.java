package io.refrain.jcache.internal.store.database.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.codec.Encoded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Statements} promise on every database. */
public abstract class StatementsContract {
    /** The lowest and the highest number of a cache, and those on both sides of where ids become negative. */
    private static final int[] CACHES = {0, 32_767, 32_768, 65_535};

    private static final long NOW = 1_700_000_000_000L;
    private static final int BATCH = 1_000;

    private @Nullable Statements opened;

    /** Statements on a database with nothing in it; what they need is closed by whoever extends this. */
    protected abstract Statements open() throws Exception;

    @BeforeEach
    void openStatements() throws Exception {
        opened = open();
    }

    @AfterEach
    void closeStatements() {
        statements().close();
    }

    private Statements statements() {
        return Objects.requireNonNull(opened);
    }

    @Test
    void find_nothingThere_isNull() {
        assertNull(statements().find(1));
        assertNull(statements().row(1));
    }

    @Test
    void find_textWithoutDeadline_isAsKept() {
        EntryRow row = row(RowIds.of(7, 42), 3);
        statements().keep(List.of(row));

        RowValue found = find(row.id);

        assertEquals("string", found.codec());
        assertArrayEquals("value \u00e9 \ud83d\ude00".getBytes(StandardCharsets.UTF_8), found.text());
        assertNull(found.data());
        assertEquals(3, found.version());
        assertEquals(row.writtenAt, found.writtenAt());
        assertNull(found.expiresAt());
        assertEquals(row.checksum, found.checksum());
    }

    @Test
    void find_bytesWithDeadline_isAsKept() {
        EntryRow row = row(RowIds.of(7, 42), 3);
        row.value(new Cell("bytes", null, new byte[] {0, -1, 1}));
        row.expiresAt = NOW + 5;
        statements().keep(List.of(row));

        RowValue found = find(row.id);

        assertNull(found.text());
        assertArrayEquals(new byte[] {0, -1, 1}, found.data());
        assertEquals(NOW + 5, found.expiresAt());
    }

    @Test
    void find_emptyTextAndEmptyBytes_areNotNull() {
        EntryRow text = row(1, 1);
        text.value(new Cell("string", "", null));
        EntryRow bytes = row(2, 1);
        bytes.value(new Cell("bytes", null, new byte[0]));
        statements().keep(List.of(text, bytes));

        assertArrayEquals(new byte[0], find(1).text());
        assertArrayEquals(new byte[0], find(2).data());
    }

    @Test
    void row_allColumns_areAsKept() {
        EntryRow row = row(RowIds.of(40_000, 42), Long.MAX_VALUE);
        row.key(new Cell("bytes", null, new byte[] {5, 0}));
        row.expiresAt = Long.MIN_VALUE;
        row.accessedAt = NOW + 1;
        row.byteSize = 1L << 40;
        row.checksum = 0xFFFF_FFFFL;
        statements().keep(List.of(row));

        assertSame(row, Objects.requireNonNull(statements().row(row.id)));
    }

    @Test
    void row_textThatUtf8CannotWrite_isAsKept() {
        EntryRow row = row(1, 1);
        row.key(Cell.of(Encoded.text("string", "half \ud83d of a pair")));
        row.value(Cell.of(Encoded.text("string", "\udc00")));
        statements().keep(List.of(row));

        EntryRow found = Objects.requireNonNull(statements().row(1));

        assertEquals(
                Encoded.text("string", "half \ud83d of a pair"), found.key().encoded());
        assertEquals(Encoded.text("string", "\udc00"), found.value().encoded());
    }

    @Test
    void keep_sameIdAgain_replacesAllOfTheRow() {
        EntryRow old = row(1, 1);
        old.expiresAt = NOW;
        statements().keep(List.of(old));
        EntryRow other = row(1, 2);
        other.key(new Cell("k", null, new byte[] {1}));
        other.value(new Cell("v", null, new byte[] {2}));
        other.writtenAt = 8;
        other.accessedAt = 9;
        other.byteSize = 10;
        other.checksum = 11;

        statements().keep(List.of(other));

        assertSame(other, Objects.requireNonNull(statements().row(1)));
        assertEquals(new Amount(1, 10), statements().amount(1, 1));
    }

    @Test
    void keep_manyOfWhichSomeAreThere_hasAllOfThem() {
        statements().keep(rows(1, BATCH / 2, 1));

        statements().keep(rows(1, BATCH, 2));

        assertEquals(BATCH, statements().amount(1, BATCH).rows());
        assertTrue(statements().page(0, BATCH, BATCH).stream().allMatch(row -> row.version == 2));
    }

    @Test
    void keep_sameIdTwiceInOneBatch_hasTheLater() {
        statements().keep(List.of(row(1, 1), row(2, 1), row(1, 2)));

        assertEquals(2, find(1).version());
        assertEquals(2, statements().amount(1, 2).rows());
    }

    @Test
    void keep_nothing_isNoFailure() {
        statements().keep(List.of());

        assertEquals(Amount.NOTHING, statements().amount(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    @Test
    void idAfter_soManyOthers_isTheNextOrNull() {
        statements().keep(List.of(row(-7, 1), row(2, 1), row(3, 1), row(9, 1)));

        assertEquals(-7, statements().idAfter(Long.MIN_VALUE, Long.MAX_VALUE, 0));
        assertEquals(9, statements().idAfter(2, 9, 2));
        assertNull(statements().idAfter(2, 8, 2));
    }

    @Test
    void drop_someThere_countsThose() {
        statements().keep(List.of(row(1, 1), row(2, 1), row(-3, 1)));

        assertEquals(2, statements().drop(List.of(1L, -3L, 99L)));

        assertEquals(List.of(2L), ids(statements().page(Long.MIN_VALUE, Long.MAX_VALUE, 9)));
    }

    @Test
    void drop_oneAndNoneAndTwice_countsThose() {
        statements().keep(List.of(row(1, 1), row(2, 1)));

        assertEquals(0, statements().drop(List.of()));
        assertEquals(0, statements().drop(List.of(3L)));
        assertEquals(1, statements().drop(List.of(1L, 1L)));
        assertEquals(1, statements().drop(List.of(2L)));
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64, 65, 128, BATCH})
    void drop_many_countsThem(int many) {
        statements().keep(rows(1, many + 1, 1));

        assertEquals(
                many, statements().drop(LongStream.rangeClosed(1, many).boxed().toList()));

        assertEquals(1, statements().amount(1, many + 1).rows());
    }

    @Test
    void dropRange_moreThanItMay_dropsSoMany() {
        statements().keep(rows(1, 10, 1));

        assertEquals(3, statements().dropRange(2, 8, 3));
        assertEquals(7, statements().amount(1, 10).rows());
        assertEquals(4, statements().dropRange(2, 8, 5));

        assertEquals(List.of(1L, 9L, 10L), ids(statements().page(0, 10, 20)));
        assertEquals(0, statements().dropRange(2, 8, 5));
    }

    @Test
    void touch_sameVersion_movesAccessAndDeadline() {
        EntryRow row = row(1, 5);
        EntryRow eternal = row(2, 5);
        eternal.expiresAt = NOW;
        statements().keep(List.of(row, eternal));

        statements().touch(List.of(new RowTouch(1, 5, NOW + 1, NOW + 2), new RowTouch(2, 5, NOW + 3, null)));

        row.accessedAt = NOW + 1;
        row.expiresAt = NOW + 2;
        eternal.accessedAt = NOW + 3;
        eternal.expiresAt = null;
        assertSame(row, Objects.requireNonNull(statements().row(1)));
        assertSame(eternal, Objects.requireNonNull(statements().row(2)));
    }

    @Test
    void touch_staleVersionOrNoRow_changesNothing() {
        EntryRow row = row(1, 5);
        statements().keep(List.of(row));

        statements().touch(List.of(new RowTouch(1, 4, 1, 1L), new RowTouch(1, 6, 1, 1L), new RowTouch(2, 5, 1, 1L)));

        assertSame(row, Objects.requireNonNull(statements().row(1)));
        assertNull(statements().row(2));
    }

    @Test
    void touch_many_movesAll() {
        statements().keep(rows(1, BATCH, 1));

        statements()
                .touch(LongStream.rangeClosed(1, BATCH)
                        .mapToObj(id -> new RowTouch(id, 1, NOW, id))
                        .toList());

        assertEquals(
                LongStream.rangeClosed(1, BATCH).boxed().toList(),
                statements().expired(BATCH, 2 * BATCH).stream().map(RowHead::id).toList());
    }

    @Test
    void page_afterUpTo_isInOrderWithoutTheFirst() {
        List<EntryRow> shuffled = new ArrayList<>(rows(-3, 3, 1));
        Collections.reverse(shuffled);
        statements().keep(shuffled);

        assertEquals(List.of(-1L, 0L, 1L), ids(statements().page(-2, 1, 9)));
        assertEquals(List.of(-1L, 0L), ids(statements().page(-2, 1, 2)));
        assertEquals(List.of(), ids(statements().page(3, 9, 2)));
        assertSame(row(-1, 1), statements().page(-2, 1, 1).get(0));
    }

    @Test
    void page_ofEachCache_hasItsRowsAndNoOthers() {
        for (int cache : CACHES) {
            statements().keep(List.of(row(RowIds.of(cache, 0), 1), row(RowIds.of(cache, -1), 1)));
        }
        for (int cache : CACHES) {
            long first = RowIds.first(cache);
            long last = RowIds.last(cache);
            assertEquals(List.of(first + 1, last), ids(statements().page(first, last, 9)));
            assertEquals(
                    List.of(first + 1, last),
                    statements().heads(first, last, 9).stream().map(RowHead::id).toList());
            assertEquals(2, statements().amount(first, last).rows());
        }
        assertEquals(2, statements().dropRange(RowIds.first(32_768), RowIds.last(32_768), 9));
        assertEquals(6, statements().amount(Long.MIN_VALUE, Long.MAX_VALUE).rows());
    }

    @Test
    void heads_bothEndsIncluded_haveAllButTheValue() {
        EntryRow row = row(2, 6);
        row.key(new Cell("bytes", null, new byte[] {1, 2}));
        row.expiresAt = NOW + 9;
        row.accessedAt = NOW + 4;
        statements().keep(List.of(row(1, 1), row, row(3, 1), row(4, 1)));

        List<RowHead> heads = statements().heads(2, 3, 9);

        assertEquals(2, heads.size());
        RowHead head = heads.get(0);
        assertEquals(new RowHead(2, 6, NOW + 4, NOW + 9, row.byteSize, head.key()), head);
        assertEquals("bytes", head.key().codec());
        assertNull(head.key().text());
        assertArrayEquals(new byte[] {1, 2}, head.key().data());
        assertNull(heads.get(1).expiresAt());
        assertEquals("key 3", heads.get(1).key().text());
        assertEquals(1, statements().heads(2, 3, 1).size());
    }

    @Test
    void expired_someOfManyCaches_areThoseByDeadline() {
        EntryRow later = row(RowIds.of(40_000, 1), 1);
        later.expiresAt = NOW;
        EntryRow earlier = row(RowIds.of(3, 1), 1);
        earlier.expiresAt = NOW - 1;
        EntryRow alive = row(5, 1);
        alive.expiresAt = NOW + 1;
        statements().keep(List.of(later, earlier, alive, row(6, 1)));

        assertEquals(
                List.of(earlier.id, later.id),
                statements().expired(NOW, 9).stream().map(RowHead::id).toList());
        assertEquals(
                List.of(earlier.id),
                statements().expired(NOW, 1).stream().map(RowHead::id).toList());
        assertEquals(List.of(), statements().expired(NOW - 2, 9));
    }

    @Test
    void amount_ofARange_addsUpThat() {
        statements().keep(rows(1, 10, 1));

        assertEquals(new Amount(3, 4 + 5 + 6), statements().amount(4, 6));
        assertEquals(Amount.NOTHING, statements().amount(11, 20));
    }

    @Test
    void caches_addedAndForgotten_haveNumbersOfTheirOwn() {
        assertEquals(Map.of(), statements().caches());

        int a = statements().addCache("a");
        int b = statements().addCache("\u00e9 b");

        assertNotEquals(a, b);
        assertEquals(Map.of("a", a, "\u00e9 b", b), statements().caches());
        statements().forgetCache("a");
        statements().forgetCache("a");
        assertEquals(Map.of("\u00e9 b", b), statements().caches());
        assertEquals(a, statements().addCache("c"));
    }

    private RowValue find(long id) {
        return Objects.requireNonNull(statements().find(id));
    }

    private static List<Long> ids(List<EntryRow> rows) {
        return rows.stream().map(row -> row.id).toList();
    }

    private static List<EntryRow> rows(long first, long last, long version) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(id -> row(id, version))
                .toList();
    }

    private static EntryRow row(long id, long version) {
        EntryRow row = new EntryRow(id);
        row.key(new Cell("string", "key " + id, null));
        row.value(new Cell("string", "value \u00e9 \ud83d\ude00", null));
        row.version = version;
        row.writtenAt = NOW - 10;
        row.accessedAt = NOW - 10;
        row.byteSize = id & 0xFF;
        row.checksum = id + 1;
        return row;
    }

    private static void assertSame(EntryRow expected, EntryRow found) {
        assertEquals(expected.id, found.id);
        assertEquals(expected.accessedAt, found.accessedAt);
        assertEquals(expected.byteSize, found.byteSize);
        assertEquals(expected.checksum, found.checksum);
        assertEquals(expected.expiresAt, found.expiresAt);
        assertEquals(expected.keyCodec, found.keyCodec);
        assertEquals(expected.keyText, found.keyText);
        assertArrayEquals(expected.keyData, found.keyData);
        assertEquals(expected.valueCodec, found.valueCodec);
        assertEquals(expected.valueText, found.valueText);
        assertArrayEquals(expected.valueData, found.valueData);
        assertEquals(expected.version, found.version);
        assertEquals(expected.writtenAt, found.writtenAt);
    }
}
