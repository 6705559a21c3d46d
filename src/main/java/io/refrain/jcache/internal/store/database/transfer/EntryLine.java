package io.refrain.jcache.internal.store.database.transfer;

import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.store.database.PlainEntry;
import io.refrain.jcache.internal.store.database.row.Cell;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** An entry as a line of JSON: what is text as text, what is bytes in hexadecimal digits. */
final class EntryLine {
    private static final String CACHE = "cache";
    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final String CODEC = "_codec";
    private static final String TEXT = "_text";
    private static final String HEX = "_hex";
    private static final String WRITTEN_AT = "written_at";
    private static final String EXPIRES_AT = "expires_at";

    private static final Set<String> FIELDS = Set.of(
            CACHE,
            KEY + CODEC,
            KEY + TEXT,
            KEY + HEX,
            VALUE + CODEC,
            VALUE + TEXT,
            VALUE + HEX,
            WRITTEN_AT,
            EXPIRES_AT);

    private EntryLine() {}

    static String of(PlainEntry entry) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put(CACHE, entry.cache());
        put(fields, KEY, entry.key());
        put(fields, VALUE, entry.value());
        fields.put(WRITTEN_AT, entry.writtenAt());
        fields.put(EXPIRES_AT, entry.expiresAt());
        return FlatObject.write(fields);
    }

    private static void put(Map<String, @Nullable Object> fields, String what, Cell cell) {
        fields.put(what + CODEC, cell.codec());
        if (cell.text() != null) {
            fields.put(what + TEXT, cell.text());
        } else {
            fields.put(what + HEX, HexFormat.of().formatHex(cell.bytes()));
        }
    }

    /** @throws CacheException saying what is wrong */
    static PlainEntry read(String line) {
        Map<String, @Nullable Object> fields = FlatObject.read(line);
        for (String name : fields.keySet()) {
            if (!FIELDS.contains(name)) {
                throw new CacheException("An entry has no field '" + name + "'");
            }
        }
        return new PlainEntry(
                name(fields, CACHE),
                cell(fields, KEY),
                cell(fields, VALUE),
                number(required(fields, WRITTEN_AT), WRITTEN_AT),
                expiresAt(fields));
    }

    private static @Nullable Long expiresAt(Map<String, @Nullable Object> fields) {
        if (!fields.containsKey(EXPIRES_AT)) {
            throw new CacheException(
                    "The field '" + EXPIRES_AT + "' is missing; it is null for an entry that never expires");
        }
        Object value = fields.get(EXPIRES_AT);
        return value == null ? null : Long.valueOf(number(value, EXPIRES_AT));
    }

    private static Cell cell(Map<String, @Nullable Object> fields, String what) {
        String codec = name(fields, what + CODEC);
        boolean isText = fields.get(what + TEXT) != null;
        if (isText == (fields.get(what + HEX) != null)) {
            throw new CacheException("It must have either '" + what + TEXT + "' or '" + what + HEX + "', and not "
                    + (isText ? "both" : "none"));
        }
        Encoded encoded = isText
                ? Encoded.text(codec, text(fields, what + TEXT))
                : new Cell(codec, null, bytes(fields, what + HEX)).encoded();
        // In the one form that it has in a database.
        return Cell.of(encoded);
    }

    private static byte[] bytes(Map<String, @Nullable Object> fields, String field) {
        try {
            return HexFormat.of().parseHex(text(fields, field));
        } catch (IllegalArgumentException e) {
            throw new CacheException("The field '" + field + "' is not in pairs of hexadecimal digits", e);
        }
    }

    /** A text that a database can write. */
    private static String name(Map<String, @Nullable Object> fields, String field) {
        String name = text(fields, field);
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new CacheException("The field '" + field + "' has half of a surrogate pair");
        }
        return name;
    }

    private static String text(Map<String, @Nullable Object> fields, String field) {
        if (required(fields, field) instanceof String text) {
            return text;
        }
        throw new CacheException("The field '" + field + "' must be a text");
    }

    private static long number(Object value, String field) {
        if (value instanceof Long number) {
            return number;
        }
        throw new CacheException("The field '" + field + "' must be a number, of milliseconds since the epoch");
    }

    private static Object required(Map<String, @Nullable Object> fields, String field) {
        Object value = fields.get(field);
        if (value == null) {
            throw new CacheException("The field '" + field + "' is missing");
        }
        return value;
    }
}
