package io.refrain.springai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.client.advisor.ToolCallAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

/** A chat client whose advisor answers from the cache. */
class CachingAdvisorTest extends AnswersContract {

    private ChatClient client() {
        return ChatClient.builder(model)
                .defaultAdvisors(new CachingAdvisor(model, answers))
                .build();
    }

    @Override
    @Nullable
    protected ChatResponse ask(Prompt question) {
        return client().prompt(question).call().chatResponse();
    }

    /** What a question is answered with. */
    record City(String name) {}

    record Country(String name, int people) {}

    @Test
    void call_forAnotherForm_isAskedEach() {
        model.script = prompt -> ScriptedModel.answer("{\"name\":\"Ulm\",\"people\":1}", "STOP");
        for (int i = 0; i < 2; i++) {
            assertEquals(new City("Ulm"), client().prompt("Where?").call().entity(City.class));
            assertEquals(new Country("Ulm", 1), client().prompt("Where?").call().entity(Country.class));
            assertEquals(
                    "{\"name\":\"Ulm\",\"people\":1}",
                    client().prompt("Where?").call().content());
        }
        assertEquals(3, calls());
    }

    @Test
    void stream_again_isAnsweredWithoutTheModelByTheSameWords() {
        model.script = prompt -> ScriptedModel.answer("one two", "STOP");
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "one two",
                    String.join(
                            "",
                            Objects.requireNonNull(client().prompt("a").stream()
                                    .content()
                                    .collectList()
                                    .block())));
        }
        assertEquals(1, calls());
    }

    @Test
    void call_withMemory_tellsHistoriesApart() {
        ChatClient remembering = client().mutate()
                .defaultAdvisors(MessageChatMemoryAdvisor.builder(
                                MessageWindowChatMemory.builder().build())
                        .build())
                .build();
        for (String conversation : List.of("1", "2")) {
            for (String said : List.of("I am Ada " + conversation, "Who am I?")) {
                remembering
                        .prompt(said)
                        .advisors(each -> each.param(ChatMemory.CONVERSATION_ID, conversation))
                        .call()
                        .content();
            }
        }
        assertEquals(4, calls());
    }

    @Test
    void call_withToolsOutside_runsThemEachTimeAndAsksForEachRoundOnce() {
        int[] runs = {0};
        ToolCallback weather = FunctionToolCallback.builder("weather", (String city) -> {
                    runs[0]++;
                    return "rain";
                })
                .description("The weather")
                .inputType(String.class)
                .build();
        model.script = prompt -> prompt.getInstructions().size() == 1
                ? ScriptedModel.calling("weather", "\"Ulm\"")
                : ScriptedModel.answer("It is rain", "STOP");
        ChatClient calling = client().mutate()
                .defaultAdvisors(ToolCallAdvisor.builder().build())
                .build();
        for (int i = 1; i <= 3; i++) {
            assertEquals(
                    "It is rain",
                    calling.prompt("How is it in Ulm?")
                            .toolCallbacks(weather)
                            .call()
                            .content());
            assertEquals(i, runs[0]);
        }
        assertEquals(2, calls());
    }
}
