package io.refrain.homes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That what the README says to write in a home is what the application of that home has, and for a client what its script has; how lines are broken is
 * the formatter's.
 */
class ReadmeTest {
    private static final Pattern CODE =
            Pattern.compile("<!-- (src/(?:it|test)/\\S+) -->\n```\\w+\n(.*?)\n```", Pattern.DOTALL);

    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d[\\w.]*\\w");

    static Stream<Arguments> blocks() throws IOException {
        Matcher code = CODE.matcher(Files.readString(Path.of("README.md")));
        return code.results().map(found -> Arguments.of(found.group(1), found.group(2)));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void code_ofAHomeOrClient_isThatOfItsSource(String file, String code) throws IOException {
        String source = withoutSpace(Files.readString(Path.of(file)));
        assertTrue(source.contains(withoutSpace(code)), () -> file + " has no such lines:\n" + code);
    }

    @Test
    void matrix_ofTheHomes_hasEachWithTheVersionsOfItsProject() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String matrix = readme.substring(readme.indexOf("| home | tried with |"));
        matrix = matrix.substring(0, matrix.indexOf("\n\n"));
        Set<String> named = new TreeSet<>();
        for (String row : matrix.lines().skip(2).toList()) {
            String[] cells = row.split("\\|");
            StringBuilder projects = new StringBuilder();
            for (String home : cells[1].replace("`", "").strip().split(", ")) {
                named.add(home);
                projects.append(Files.readString(Home.SOURCES.resolve(home).resolve("pom.xml")));
            }
            VERSION.matcher(cells[2])
                    .results()
                    .map(MatchResult::group)
                    .forEach(version ->
                            assertTrue(projects.toString().contains("version>" + version + "</"), row + version));
        }
        assertEquals(Home.names(), named);
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
