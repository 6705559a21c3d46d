package app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
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

    @Inject
    Remembering remembering;

    @Test
    void sum_twice_isAskedOnce() {
        int before = calls();
        assertEquals(42, assistant.sum("6 times 7").value());
        assertEquals(42, assistant.sum("6 times 7").value());
        assertEquals(model.chat("question"), model.chat("question"));
        assertEquals(2, calls() - before);
    }

    @Test
    void sum_twiceInOneMemory_isTwoQuestions() {
        int before = calls();
        assertEquals(42, remembering.sum("6 times 8").value());
        assertEquals(42, remembering.sum("6 times 8").value());
        assertEquals(2, calls() - before);
    }

    /** The provider is of another class loader. */
    private static int calls() {
        return Integer.getInteger("provider.calls", 0);
    }

    @RegisterAiService
    interface Remembering {
        @UserMessage("How much is {amount}?")
        Assistant.Sum sum(String amount);
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
