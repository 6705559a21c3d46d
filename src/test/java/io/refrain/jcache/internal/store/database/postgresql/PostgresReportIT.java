package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Counts what this build ran on PostgreSQL, since tests that were not found or were skipped do not fail. */
@NeedsPostgres
class PostgresReportIT {

    @Test
    void tests_thatNeedPostgres_haveRun() throws Exception {
        List<Class<?>> needing = needing();
        assertFalse(needing.isEmpty());
        int all = 0;
        for (Class<?> test : needing) {
            Path report = Path.of("target", "surefire-reports", "TEST-" + test.getName() + ".xml");
            // Not the attributes of the suite, which leave out what is in nested classes.
            NodeList cases = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getElementsByTagName("testcase");
            int passed = 0;
            for (int i = 0; i < cases.getLength(); i++) {
                Element each = (Element) cases.item(i);
                if (Stream.of("skipped", "error", "failure")
                        .allMatch(other -> each.getElementsByTagName(other).getLength() == 0)) {
                    passed++;
                }
            }
            assertTrue(passed > 0, () -> "Nothing of " + test.getName() + " has passed");
            all += passed;
        }
        System.out.println("On PostgreSQL: " + all + " tests of " + needing.size() + " classes passed");
    }

    private static List<Class<?>> needing() throws IOException {
        Path classes = Path.of("target", "test-classes");
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.matches("[^$]+Test\\.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .<Class<?>>map(PostgresReportIT::load)
                    .filter(type -> type.isAnnotationPresent(NeedsPostgres.class))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PostgresReportIT.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name, e);
        }
    }
}
