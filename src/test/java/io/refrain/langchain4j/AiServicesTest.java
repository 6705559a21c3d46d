package io.refrain.langchain4j;

import static io.refrain.langchain4j.ScriptedModel.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import io.refrain.answers.TestedCaches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What LangChain4j makes of an interface works on models that answer once. */
class AiServicesTest {
    private final TestedCaches caches = new TestedCaches();
    private final Cache<String, String> cache = caches.cache();
    private final ScriptedModel model = new ScriptedModel();

    @AfterEach
    void close() {
        caches.close();
    }

    record Person(String name, int age) {}

    interface People {
        @UserMessage("Who is in: {{it}}")
        Person find(String text);
    }

    interface Assistant {
        String ask(String question);
    }

    interface Narrator {
        TokenStream tell(String question);
    }

    /** A tool that counts how often it is called. */
    public static final class Weather {
        final AtomicInteger calls = new AtomicInteger();

        @Tool("The weather of a city")
        public String weather(@P("city") String city) {
            calls.incrementAndGet();
            return "Rain in " + city;
        }
    }

    @Test
    void service_thatReturnsARecord_returnsItAgainWithoutTheModel() {
        model.script = request -> answer("{\"name\":\"Ada\",\"age\":36}", FinishReason.STOP);
        People people = AiServices.create(People.class, new CachingChatModel(model.chat, cache));
        assertEquals(new Person("Ada", 36), people.find("Ada, 36"));
        assertEquals(new Person("Ada", 36), people.find("Ada, 36"));
        assertEquals(1, model.calls.get());
    }

    @Test
    void service_thatCallsATool_callsItAgainWithoutTheModel() {
        model.script = request -> request.messages().stream().anyMatch(ToolExecutionResultMessage.class::isInstance)
                ? answer("Take an umbrella", FinishReason.STOP)
                : ChatResponse.builder()
                        .aiMessage(AiMessage.from(ToolExecutionRequest.builder()
                                .id("call_1")
                                .name("weather")
                                .arguments("{\"city\":\"Ulm\"}")
                                .build()))
                        .finishReason(FinishReason.TOOL_EXECUTION)
                        .build();
        Weather weather = new Weather();
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(new CachingChatModel(model.chat, cache))
                .tools(weather)
                .build();
        assertEquals("Take an umbrella", assistant.ask("What to wear in Ulm?"));
        assertEquals("Take an umbrella", assistant.ask("What to wear in Ulm?"));
        assertEquals(2, model.calls.get());
        assertEquals(2, weather.calls.get());
    }

    @Test
    void service_thatTellsAStream_tellsItAgainWithoutTheModel() {
        model.script = request -> answer("one two three", FinishReason.STOP);
        Narrator narrator = AiServices.builder(Narrator.class)
                .streamingChatModel(new CachingStreamingChatModel(model.streaming, cache))
                .build();
        assertEquals("one two three", told(narrator));
        assertEquals("one two three", told(narrator));
        assertEquals(1, model.calls.get());
    }

    private static String told(Narrator narrator) {
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        List<String> parts = new ArrayList<>();
        narrator.tell("a")
                .onPartialResponse(parts::add)
                .onCompleteResponse(end::complete)
                .onError(end::completeExceptionally)
                .start();
        end.join();
        return String.join("", parts);
    }
}
