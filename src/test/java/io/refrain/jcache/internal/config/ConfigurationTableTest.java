package io.refrain.jcache.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.refrain.quarkus.ServiceRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That the tables of configuration keys in the README say what the registry says, and that all keys in the code are in it. */
class ConfigurationTableTest {
    private static final String HEAD =
            """
            | key | type | default | environment variable | meaning |
            |---|---|---|---|---|
            """;

    /** A whole key in the code: what begins otherwise, or only names a group of keys, is none. */
    private static final Pattern KEY_IN_CODE = Pattern.compile("\"(refrain\\.[a-z.-]*[a-z])\"");

    @Test
    void readme_keysOfTheApplication_areThoseOfTheRegistry() throws IOException {
        List<Key<?>> keys = ServiceRegistry.get().ofCaches(false).toList();
        assertEquals(table(keys), tables().get(0));
    }

    @Test
    void readme_keysOfACache_areThoseOfTheRegistry() throws IOException {
        List<Key<?>> keys = ServiceRegistry.get().ofCaches(true).toList();
        assertEquals(table(keys), tables().get(1));
    }

    @Test
    void readme_tablesOfKeys_areTwo() throws IOException {
        assertEquals(2, tables().size());
    }

    @Test
    void code_namesNoOtherKey() throws IOException {
        Set<String> others = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    // Which names metrics as well.
                    .filter(each -> !each.endsWith("ChatMetrics.java"))
                    .toList()) {
                Matcher matcher = KEY_IN_CODE.matcher(Files.readString(file));
                while (matcher.find()) {
                    others.add(matcher.group(1));
                }
            }
        }
        ServiceRegistry.get().keys().forEach(key -> others.remove(key.name()));
        assertEquals(Set.of(), others);
    }

    private static String table(List<Key<?>> keys) {
        StringBuilder table = new StringBuilder(HEAD);
        for (Key<?> key : keys) {
            String variable = Key.variable(key.scope() == Scope.CACHE ? key.of("chat") : key.name());
            table.append("| `%s` | %s | %s | `%s` | %s |%n"
                    .formatted(key.name(), key.type().name(), key.unsetText(), variable, key.meaning()));
        }
        return table.toString();
    }

    /** Those with the head of a table of keys, each with its head. */
    private static List<String> tables() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        return Stream.iterate(readme.indexOf(HEAD), at -> at >= 0, at -> readme.indexOf(HEAD, at + 1))
                .map(at -> readme.substring(at, readme.indexOf("\n\n", at) + 1))
                .toList();
    }
}
