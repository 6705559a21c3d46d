package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.codec.JsonCodec;
import io.refrain.jcache.config.RefrainConfiguration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;

/** What a cache does that was given codecs of its own. */
abstract class CodecContract extends CacheContract {
    CodecContract(Medium medium) {
        super(medium);
    }

    /** Neither is serialisable. */
    record Question(String text, int number) {}

    record Reply(Instant at, List<String> words) {}

    static RefrainConfiguration<Question, Reply> json() {
        return new RefrainConfiguration<Question, Reply>()
                .setTypes(Question.class, Reply.class)
                .addCodec(JsonCodec.factory(Question.class))
                .addCodec(JsonCodec.factory(Reply.class));
    }

    @Test
    void put_withACodec_isByValueForKeysAndValuesThatAreNotSerialisable() {
        Cache<Question, Reply> cache = create(json());
        List<String> words = new ArrayList<>(List.of("a"));

        cache.put(new Question("q", 1), new Reply(Instant.EPOCH, words));
        words.add("changed later");

        Reply read = cache.get(new Question("q", 1));
        assertEquals(new Reply(Instant.EPOCH, List.of("a")), read);
        assertNotSame(read, cache.get(new Question("q", 1)));
        assertEquals(new Question("q", 1), cache.iterator().next().getKey());
        assertTrue(cache.remove(new Question("q", 1), read));
    }

    @Test
    void put_withTheCodecOfAnotherCache_isRefused() {
        create("other", json());
        Cache<Object, Object> cache = create(new RefrainConfiguration<>());
        CacheException failure = assertThrows(
                CacheException.class,
                () -> cache.put(new Question("q", 1), new Reply(Instant.EPOCH, new ArrayList<>())));
        assertTrue(failure.toString().contains("addCodec(JsonCodec.factory("), failure::toString);
    }

    @Test
    void createCache_withTwoCodecsOfOneName_isRefused() {
        CacheException failure =
                assertThrows(CacheException.class, () -> create(json().addCodec(JsonCodec.factory(Reply.class))));
        assertTrue(
                failure.toString().contains("Two codecs are named 'json:" + Reply.class.getName()), failure::toString);
        create(json());
    }
}
