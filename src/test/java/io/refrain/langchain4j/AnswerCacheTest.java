package io.refrain.langchain4j;

import static io.refrain.langchain4j.ScriptedModel.question;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.answers.TestedCaches;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of questions when the cache of their answers fails, and what is told of it. */
class AnswerCacheTest {
    private final TestedCaches caches = new TestedCaches();
    private final ScriptedModel model = new ScriptedModel();
    private final List<String> told = new ArrayList<>();
    private final Logger logger = Logger.getLogger(AnswerCache.class.getName());
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                told.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listening);
    }

    @AfterEach
    void close() {
        logger.removeHandler(listening);
        caches.close();
    }

    private void askAll(Cache<String, String> cache) {
        CachingChatModel chat = new CachingChatModel(model.chat, cache);
        for (int i = 0; i < 5; i++) {
            assertEquals(model.script.apply(question("q" + i)), chat.chat(question("q" + i)));
        }
        assertEquals(5, model.calls.get());
    }

    @Test
    void ask_whenTheCacheIsClosed_isAnsweredAndToldOnce() {
        Cache<String, String> cache = caches.cache();
        cache.close();
        askAll(cache);
        assertEquals(1, told.size(), told.toString());
    }

    @Test
    void ask_whenTheCacheIsFull_isAnsweredAndToldOnce() {
        askAll(failingAt(Set.of("put")));
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).contains("takes none") && told.get(0).contains("on purpose"), told.get(0));
    }

    @Test
    void ask_whenTheCacheCannotBeReached_isAnsweredAndToldOnce() {
        askAll(failingAt(Set.of("get", "put")));
        assertEquals(1, told.size(), told.toString());
    }

    @Test
    void ask_whenThereIsNoCache_isAnsweredAndToldOnce() {
        AnswerCache answers = AnswerCache.builder(() -> {
                    throw new CacheException("on purpose");
                })
                .build();
        CachingChatModel chat = new CachingChatModel(model.chat, answers);
        chat.chat(question("a"));
        chat.chat(question("a"));
        assertEquals(2, model.calls.get());
        assertEquals(1, told.size(), told.toString());
    }

    @Test
    void ask_whenTheCacheHasOtherTypes_isAnsweredAndToldOnceAtMost() {
        @SuppressWarnings("unchecked")
        Cache<String, String> other = (Cache<String, String>) (Cache<?, ?>) caches.ofNumbers();
        askAll(other);
        // Some providers do not look at types.
        assertTrue(told.size() <= 1, told.toString());
    }

    @SuppressWarnings("unchecked")
    private Cache<String, String> failingAt(Set<String> verbs) {
        Cache<String, String> cache = caches.cache();
        return (Cache<String, String>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Cache.class}, (proxy, method, arguments) -> {
                    if (verbs.contains(method.getName())) {
                        throw new CacheException("The cache fails on purpose");
                    }
                    try {
                        return method.invoke(cache, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
