package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Reads what {@link KeyWriter} has written. For one thread. */
final class KeyReader {
    static final String NULL = "null";
    static final String RECORD = "record";
    static final String ENUM = "enum";
    static final String OPTIONAL = "optional";
    static final String CODEC = "codec";
    static final String BYTES = "bytes";
    static final String PARTS = "parts";
    static final String ARRAY = "array";

    private final KeyForms forms;
    private final Limits limits;
    private final String text;
    private int at;
    private int depth;

    KeyReader(KeyForms forms, Limits limits, String text) {
        this.forms = forms;
        this.limits = limits;
        this.text = text;
    }

    /** @throws CacheException when the text is not, or not only, that of a key */
    Object key() {
        Object key = part();
        if (key == null || at != text.length()) {
            throw damaged();
        }
        return key;
    }

    private @Nullable Object part() {
        if (++depth > limits.depth() + 1) {
            throw new CacheException("A stored key is deeper than " + Limits.DEPTH + "=" + limits.depth() + " allows");
        }
        Object part =
                switch (peek()) {
                    case '"' -> quoted();
                    case '[' -> list();
                    default -> tagged(tag());
                };
        depth--;
        return part;
    }

    private @Nullable Object tagged(String tag) {
        return switch (tag) {
            case NULL -> null;
            case RECORD -> KeyRecord.of(forms.load(quoted()), forms).read(components());
            case PARTS -> FrameworkKey.of(forms.load(quoted()), forms).read(components());
            case ARRAY -> KeyArray.read(quoted(), list());
            case ENUM -> KeyForms.constant(forms, quoted());
            case OPTIONAL -> optional();
            case CODEC -> forms.decode(encoded(quoted()));
            default -> KeyScalar.named(tag).read(quoted());
        };
    }

    private Encoded encoded(String codec) {
        if (peek() == '"') {
            return Encoded.text(codec, quoted());
        }
        expect(BYTES);
        return Encoded.bytes(codec, Base64.getDecoder().decode(quoted()));
    }

    private Optional<Object> optional() {
        expect("[");
        Optional<Object> optional = peek() == ']' ? Optional.empty() : Optional.ofNullable(part());
        expect("]");
        return optional;
    }

    private List<@Nullable Object> list() {
        List<@Nullable Object> parts = new ArrayList<>();
        for (expect("["); !next(']'); ) {
            if (!parts.isEmpty()) {
                expect(",");
            }
            parts.add(part());
        }
        // Of the JDK's own, which nobody can change, the one that may hold null.
        return parts.stream().toList();
    }

    private Map<String, @Nullable Object> components() {
        Map<String, @Nullable Object> parts = new HashMap<>();
        for (expect("{"); !next('}'); ) {
            if (!parts.isEmpty()) {
                expect(",");
            }
            int end = text.indexOf('=', at);
            if (end < 0) {
                throw damaged();
            }
            String name = text.substring(at, end);
            at = end + 1;
            parts.put(name, part());
        }
        return parts;
    }

    private String tag() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        expect("\"");
        StringBuilder any = new StringBuilder();
        while (!next('"')) {
            if (peek() == '\\') {
                at++;
            }
            any.append(peek());
            at++;
        }
        return any.toString();
    }

    private boolean next(char syntax) {
        boolean is = peek() == syntax;
        if (is) {
            at++;
        }
        return is;
    }

    private char peek() {
        if (at >= text.length()) {
            throw damaged();
        }
        return text.charAt(at);
    }

    private void expect(String syntax) {
        if (!text.startsWith(syntax, at)) {
            throw damaged();
        }
        at += syntax.length();
    }

    private CacheException damaged() {
        return new CacheException("A stored key is damaged at its character " + at);
    }
}
