package io.refrain.jcache.internal.config;

import java.util.Locale;
import java.util.Optional;

/**
 * One configuration key. Immutable.
 *
 * @param name the whole of it, or that after {@code refrain.caches."name".} for one of {@link Scope#CACHE}
 * @param scope what it holds for
 * @param type what it may be set to
 * @param unset what holds when it is not set; empty when that depends
 * @param unsetText the same for the README's tables, in Markdown
 * @param meaning what it does, for the README's tables, in Markdown
 */
public record Key<T>(String name, Scope scope, ValueType<T> type, Optional<T> unset, String unsetText, String meaning) {
    static final String CACHES = "refrain.caches.";

    /** A key with a default, which is given as one would write it. */
    public static <T> Key<T> of(String name, Scope scope, ValueType<T> type, String unset, String meaning) {
        return new Key<>(name, scope, type, Optional.of(type.parser().apply(unset)), '`' + unset + '`', meaning);
    }

    /** A key whose default depends on something, or is nothing. */
    public static <T> Key<T> withoutDefault(
            String name, Scope scope, ValueType<T> type, String unsetText, String meaning) {
        return new Key<>(name, scope, type, Optional.empty(), unsetText, meaning);
    }

    /** The whole name of a key of {@link Scope#CACHE}. */
    String of(String cache) {
        return CACHES + '"' + cache + "\"." + name;
    }

    /** The environment variable of the name of a key: MicroProfile Config's rule, section 3.3. */
    public static String variable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
