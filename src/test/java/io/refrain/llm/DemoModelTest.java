package io.refrain.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the built-in model says. */
class DemoModelTest {
    private static final String TOKENIZER = "com.knuddels.jtokkit.Encodings";

    private final DemoModel demo = new DemoModel(Duration.ZERO);

    @Test
    void answer_toWhoAsksForAJoke_isOne() {
        ChatResponse answer = ask(UserMessage.from("Tell me a JOKE"));
        assertFalse(answer.aiMessage().text().contains("You asked"), answer.toString());
        assertEquals(FinishReason.STOP, answer.finishReason());
        assertEquals("demo", answer.modelName());
    }

    @Test
    void answer_toAnythingElse_saysWhatItIsAndWhatItWasAskedLast() {
        String text = ask(
                        SystemMessage.from("Be brief"),
                        UserMessage.from("Tell me a joke"),
                        AiMessage.from("No"),
                        UserMessage.from("Why?"))
                .aiMessage()
                .text();
        assertTrue(text.contains("not a language model"), text);
        assertTrue(text.endsWith("You asked: Why?"), text);
    }

    @Test
    void answer_toALongerQuestion_countsMoreTokens() {
        ChatResponse brief = ask(UserMessage.from("Why?"));
        ChatResponse longer = ask(UserMessage.from("Why is it that nobody ever tells me?"));
        assertTrue(longer.tokenUsage().inputTokenCount() > brief.tokenUsage().inputTokenCount());
        assertTrue(longer.tokenUsage().outputTokenCount() > brief.tokenUsage().outputTokenCount());
        assertEquals(
                brief.tokenUsage().inputTokenCount() + brief.tokenUsage().outputTokenCount(),
                brief.tokenUsage().totalTokenCount());
    }

    @Test
    void answer_onAnInterruptedThread_isAFailureAndLeavesItInterrupted() {
        DemoModel slow = new DemoModel(Duration.ofHours(1));
        Thread.currentThread().interrupt();
        try {
            assertThrows(ModelFailure.class, () -> slow.answer(question(UserMessage.from("Why?"))));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    /** The tables of a tokenizer take longer to load, and more room, than all the rest of a service that starts. */
    @Test
    void model_beforeItIsAsked_hasNoTokenizer() throws ReflectiveOperationException {
        ChatRequest question = question(UserMessage.from("Why?"));
        var classes = new Recording();
        Constructor<?> constructor =
                classes.loadClass(DemoModel.class.getName()).getDeclaredConstructor(Duration.class);
        constructor.setAccessible(true);
        Object model = constructor.newInstance(Duration.ZERO);
        assertFalse(classes.loaded.contains(TOKENIZER), classes.loaded::toString);

        Method answer = model.getClass().getMethod("answer", ChatRequest.class);
        answer.setAccessible(true);
        answer.invoke(model, question);
        assertTrue(classes.loaded.contains(TOKENIZER), classes.loaded::toString);
    }

    private ChatResponse ask(ChatMessage... messages) {
        return demo.answer(question(messages));
    }

    private static ChatRequest question(ChatMessage... messages) {
        return ChatRequest.builder().messages(messages).build();
    }

    /** Loads the models and the tokenizer anew, and keeps in mind which classes were needed. */
    private static final class Recording extends ClassLoader {
        final Set<String> loaded = new HashSet<>();

        Recording() {
            super(DemoModel.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.matches("(io\\.refrain\\.llm|dev\\.langchain4j\\.model\\.openai|com\\.knuddels)\\..*")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? findClass(name) : known;
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                loaded.add(name);
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
