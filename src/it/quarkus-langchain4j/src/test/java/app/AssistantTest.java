package app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.model.chat.ChatModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(AssistantTest.Asked.class)
class AssistantTest {
    @Inject
    ChatModel model;

    @Inject
    Assistant assistant;

    @Test
    void sum_twice_isAskedOnce() {
        assertEquals(42, assistant.sum("6 times 7").value());
        assertEquals(42, assistant.sum("6 times 7").value());
        assertEquals(model.chat("question"), model.chat("question"));
        assertEquals("2", System.getProperty("provider.calls"));
    }

    public static class Asked implements QuarkusTestResourceLifecycleManager {
        private HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                server = Provider.start();
                return Map.of();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            server.stop(0);
        }
    }
}
