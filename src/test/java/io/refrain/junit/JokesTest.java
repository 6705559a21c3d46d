package io.refrain.junit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import org.junit.jupiter.api.Test;

/** What the README shows. */
@Answers(value = "answers.jsonl", model = "stand-in-1")
class JokesTest {
    @Test
    void joke_isAboutACache(ChatModel model) {
        String joke = model.chat(ChatRequest.builder()
                        .messages(UserMessage.from("Tell me a joke"))
                        .temperature(0.5)
                        .build())
                .aiMessage()
                .text();
        assertTrue(joke.contains("cache"), joke);
    }
}
