package io.refrain.jcache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** Counts what the executions of the TCK ran in this build, since tests that were not found do not fail. */
class TckReportIT {
    private static final int TESTS = 481;

    @ParameterizedTest
    @ValueSource(strings = {"heap", "sqlite", "tiered"})
    void tck_onEachStore_ranAllItsTests(String store) throws Exception {
        assertAllRan(store);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "postgresql-tiered"})
    @NeedsPostgres
    void tck_onPostgres_ranAllItsTests(String store) throws Exception {
        assertAllRan(store);
    }

    private static void assertAllRan(String store) throws Exception {
        int run = 0;
        for (Path report : reports(store)) {
            Element suite = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getDocumentElement();
            run += count(suite, "tests") - count(suite, "skipped") - count(suite, "errors") - count(suite, "failures");
        }
        System.out.println("TCK on " + store + ": " + run + " passed, " + (TESTS - run) + " failed");
        assertEquals(TESTS, run);
    }

    private static int count(Element suite, String what) {
        return Integer.parseInt(suite.getAttribute(what));
    }

    private static List<Path> reports(String store) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target", "tck-reports", store))) {
            return files.filter(file ->
                            file.getFileName().toString().matches("TEST-(org\\.jsr107|javax\\.cache)\\..*\\.xml"))
                    .toList();
        }
    }
}
