package io.refrain.jcache.internal.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The configuration keys that there are. Immutable.
 *
 * @param keys in the order in which the README has them
 * @param complete whether no other environment variable begins with {@code REFRAIN_}; otherwise some may have nothing to do with the library
 */
public record KeyRegistry(List<Key<?>> keys, boolean complete) {
    /** With what each key begins. */
    static final String PREFIX = "refrain.";

    /** So few characters are a mistake of whoever wrote it, and no other key. */
    private static final int MISSPELT = 2;

    /** Those of the library. */
    public static KeyRegistry ofLibrary() {
        return new KeyRegistry(
                Stream.of(
                                ManagerKeys.ALL,
                                SqliteKeys.ALL,
                                PostgresqlKeys.ALL,
                                SerializationKeys.ALL,
                                AnnotationKeys.ALL,
                                AnswersKeys.ALL,
                                SpringAiKeys.ALL,
                                CacheKeys.ALL)
                        .<Key<?>>flatMap(Collection::stream)
                        .toList(),
                false);
    }

    /** Those of the library, and of the application above it, if that has any. */
    public static KeyRegistry ofProcess() {
        KeyRegistry all = ofLibrary();
        for (FurtherKeys above : ServiceLoader.load(FurtherKeys.class, KeyRegistry.class.getClassLoader())) {
            all = all.completedBy(above.keys());
        }
        return all;
    }

    /** These and those of an application. */
    public KeyRegistry completedBy(List<Key<?>> others) {
        return new KeyRegistry(Stream.concat(keys.stream(), others.stream()).toList(), true);
    }

    /** Those of a scope, or of all others. */
    Stream<Key<?>> ofCaches(boolean ofCaches) {
        return keys.stream().filter(key -> (key.scope() == Scope.CACHE) == ofCaches);
    }

    /** Why a name is refused; empty when it is that of a key. */
    Optional<String> refusal(String name) {
        return refusal(name, each -> each, true);
    }

    /** Why an environment variable is refused; empty when it is that of a key, or may be somebody else's. */
    Optional<String> refusalOfVariable(String variable) {
        return refusal(variable, Key::variable, complete);
    }

    /**
     * @param form writes a name as this one is written
     * @param strict whether it can be nobody else's
     */
    private Optional<String> refusal(String written, UnaryOperator<String> form, boolean strict) {
        List<String> names = ofCaches(false).map(key -> form.apply(key.name())).toList();
        Optional<String> nearest = Spelling.nearest(written, names);
        boolean mistake = strict
                || isOfOurGroups(written, form)
                || nearest.filter(known -> Spelling.distance(written, known) <= MISSPELT)
                        .isPresent();
        if (names.contains(written) || !mistake) {
            return Optional.empty();
        }
        return Optional.of(written + " is unknown; "
                + nearest.map(known -> "did you mean " + known + "?").orElse("there are " + String.join(", ", names)));
    }

    /** A group is all that begins with {@code refrain.sqlite.}, for example. */
    private boolean isOfOurGroups(String written, UnaryOperator<String> form) {
        return ofCaches(false)
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
