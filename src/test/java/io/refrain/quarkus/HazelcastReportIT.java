package io.refrain.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Counts what this build ran on two members of a Hazelcast cluster, since tests that were not found do not fail. */
class HazelcastReportIT {
    private static final List<String> TESTS = List.of(
            "annotations.AnnotationsInArcTest",
            "annotations.AnnotationsInWeldTest",
            "annotations.tck.AnnotationTckInArcTest",
            "annotations.tck.AnnotationTckInWeldTest",
            "chat.CacheLanguageTest",
            "chat.ChatResourceTest",
            "chat.StaleAnswerTest",
            "gateway.CacheLanguageTest",
            "gateway.EmbeddingsTest",
            "gateway.GatewayInQuarkusTest",
            "gateway.GatewayTest",
            "gateway.JoiningTest",
            "gateway.StreamTest",
            "quarkus.ServiceCachesTest");

    @Test
    void testsOfAnyProvider_onHazelcast_haveRun() throws Exception {
        int all = 0;
        for (String test : TESTS) {
            Path report = Path.of("target", "surefire-reports", "hazelcast", "TEST-io.refrain." + test + ".xml");
            NodeList cases = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getElementsByTagName("testcase");
            int passed = 0;
            for (int i = 0; i < cases.getLength(); i++) {
                Element each = (Element) cases.item(i);
                assertEquals(0, each.getElementsByTagName("error").getLength(), test);
                assertEquals(0, each.getElementsByTagName("failure").getLength(), test);
                passed += each.getElementsByTagName("skipped").getLength() == 0 ? 1 : 0;
            }
            assertTrue(passed > 0, () -> "Nothing of " + test + " has passed");
            all += passed;
        }
        System.out.println("On Hazelcast: " + all + " tests of " + TESTS.size() + " classes passed");
    }
}
