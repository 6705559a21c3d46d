package io.refrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That CONTRIBUTING.md has a row for each property that a test reads and its build does not set, and no other. */
class TestPropertiesTest {
    private static final Pattern READ =
            Pattern.compile("(?:(?:getInteger|getLong|getBoolean|getProperty)\\(|named =)\\s*\"(tests\\.[^\"]+)\"");
    private static final Pattern SET_BY_AN_EXECUTION = Pattern.compile("<(tests\\.[^>]+)>[^<]*</");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `tests\\.[^|]+\\|");
    private static final Pattern NAME = Pattern.compile("`(tests\\.[^`]+)`");

    @Test
    void contributing_namesEachPropertyThatTestsRead() throws Exception {
        Set<String> read = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                read.addAll(names(READ, Files.readString(file)));
            }
        }
        assertFalse(read.isEmpty());
        Set<String> named = new TreeSet<>();
        ROW.matcher(Files.readString(Path.of("CONTRIBUTING.md")))
                .results()
                .map(MatchResult::group)
                .forEach(row -> named.addAll(names(NAME, row)));
        Set<String> setByTheBuild = names(SET_BY_AN_EXECUTION, Files.readString(Path.of("pom.xml")));
        setByTheBuild.removeAll(named);
        read.removeAll(setByTheBuild);

        assertEquals(String.join("\n", read), String.join("\n", named));
    }

    private static Set<String> names(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        pattern.matcher(text).results().map(result -> result.group(1)).forEach(names::add);
        return names;
    }
}
