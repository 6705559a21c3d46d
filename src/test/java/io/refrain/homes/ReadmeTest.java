package io.refrain.homes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
