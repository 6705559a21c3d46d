package io.refrain.jcache.internal.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The configuration keys that there are. Immutable.
 *
 * @param keys in the order in which the README has them
 * @param complete whether no other key begins with {@code refrain.}; otherwise the application above the library may have some of its own
 */
public record KeyRegistry(List<Key<?>> keys, boolean complete) {
    /** With what each key begins. */
    static final String PREFIX = "refrain.";

    /** So few characters are a mistake of whoever wrote it, and no other key. */
    private static final int MISSPELT = 2;

    /** What the service has outside of any group. */
    private static final Set<String> OF_THE_SERVICE = Set.of("refrain.mode", "refrain.cassette");

    /** Those of the library. */
    public static KeyRegistry ofLibrary() {
        return new KeyRegistry(
                Stream.of(ManagerKeys.ALL, SqliteKeys.ALL, SerializationKeys.ALL, CacheKeys.ALL)
                        .<Key<?>>flatMap(Collection::stream)
                        .toList(),
                false);
    }

    /** These and those of an application. */
    public KeyRegistry completedBy(List<Key<?>> others) {
        return new KeyRegistry(Stream.concat(keys.stream(), others.stream()).toList(), true);
    }

    /** Those of a scope, or of all others. */
    Stream<Key<?>> ofCaches(boolean ofCaches) {
        return keys.stream().filter(key -> (key.scope() == Scope.CACHE) == ofCaches);
    }

    /**
     * Why a name is refused; empty when it is that of a key, or may be one of an application above the library.
     *
     * @param form writes a name as this one is written
     */
    Optional<String> refusal(String written, UnaryOperator<String> form) {
        List<String> names = ofCaches(false).map(key -> form.apply(key.name())).toList();
        Optional<String> nearest = Spelling.nearest(written, names);
        boolean mistake = complete
                || isOfOurGroups(written, form)
                || nearest.filter(known -> Spelling.distance(written, known) <= MISSPELT)
                        .isPresent();
        if (names.contains(written) || !mistake) {
            return Optional.empty();
        }
        return Optional.of(written + " is unknown; "
                + nearest.map(known -> "did you mean " + known + "?").orElse("there are " + String.join(", ", names)));
    }

    /** A group is all that begins with {@code refrain.sqlite.}, for example; or what has no further dot. */
    private boolean isOfOurGroups(String written, UnaryOperator<String> form) {
        return written.startsWith(PREFIX)
                        && written.indexOf('.', PREFIX.length()) < 0
                        && !OF_THE_SERVICE.contains(written)
                || ofCaches(false)
                        .map(key -> key.name().substring(0, key.name().indexOf('.', PREFIX.length()) + 1))
                        .anyMatch(group -> !group.isEmpty() && written.startsWith(form.apply(group)));
    }

    /**
     * Notes what is set and cannot be used: keys that there are not, and values that their key does not allow.
     *
     * @param reader notes it
     */
    public void check(KeyReader reader) {
        ofCaches(false).forEach(reader::read);
        new NameCheck(this, reader).run();
        new VariableCheck(this, reader).run();
    }
}
