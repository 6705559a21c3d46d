package io.refrain.jcache;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That an entry whose value cannot be read any more is none, for every verb alike. */
abstract class UnreadableValueContract extends CacheContract {
    private final FakeListener<String, Note> notes = new FakeListener<>();
    private final FakeLoader<String, Note> noteLoader = new FakeLoader<>();
    private final FakeWriter<String, Note> noteWriter = new FakeWriter<>();

    UnreadableValueContract(Medium medium) {
        super(medium);
    }

    /** One that is brittle cannot be read while the class is broken. Can be changed, so that it is read anew each time. */
    static final class Note implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        static volatile boolean broken;

        private String text;
        private final boolean brittle;

        Note(String text, boolean brittle) {
            this.text = text;
            this.brittle = brittle;
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (brittle && broken) {
                throw new InvalidObjectException("The class has changed");
            }
            text = text.strip();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Note that && text.equals(that.text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final Note OLD = new Note("old", true);
    private static final Note NEW = new Note("new", false);

    @AfterEach
    void mend() {
        Note.broken = false;
    }

    /** A verb, what of it shows, and whether it changes entries. */
    enum Verb {
        GET(false, cache -> cache.get("k")),
        GET_ALL(false, cache -> cache.getAll(Set.of("k"))),
        CONTAINS_KEY(false, cache -> cache.containsKey("k")),
        ITERATOR(false, cache -> cache.iterator().hasNext()),
        LOAD_ALL(true, cache -> load(cache, false)),
        LOAD_ALL_REPLACING(true, cache -> load(cache, true)),
        PUT(true, cache -> {
            cache.put("k", NEW);
            return null;
        }),
        PUT_ALL(true, cache -> {
            cache.putAll(Map.of("k", NEW));
            return null;
        }),
        GET_AND_PUT(true, cache -> cache.getAndPut("k", NEW)),
        PUT_IF_ABSENT(true, cache -> cache.putIfAbsent("k", NEW)),
        REPLACE(true, cache -> cache.replace("k", NEW)),
        REPLACE_IF_EQUAL(true, cache -> cache.replace("k", OLD, NEW)),
        GET_AND_REPLACE(true, cache -> cache.getAndReplace("k", NEW)),
        REMOVE(true, cache -> cache.remove("k")),
        REMOVE_IF_EQUAL(true, cache -> cache.remove("k", OLD)),
        GET_AND_REMOVE(true, cache -> cache.getAndRemove("k")),
        REMOVE_ALL_OF_KEYS(true, cache -> {
            cache.removeAll(Set.of("k"));
            return null;
        }),
        INVOKE_EXISTS(true, cache -> cache.invoke("k", (entry, arguments) -> entry.exists())),
        INVOKE_READING(true, cache -> cache.invoke("k", reading())),
        INVOKE_WRITING(true, cache -> cache.invoke("k", setting(NEW))),
        INVOKE_REMOVING(
                true,
                cache -> cache.<Boolean>invoke("k", (entry, arguments) -> {
                    entry.remove();
                    return true;
                }));

        private final boolean mutates;
        private final Function<Cache<String, Note>, @Nullable Object> verb;

        Verb(boolean mutates, Function<Cache<String, Note>, @Nullable Object> verb) {
            this.mutates = mutates;
            this.verb = verb;
        }
    }

    @ParameterizedTest
    @EnumSource
    void verb_onAValueThatCannotBeRead_doesWhatItDoesWhereThereIsNone(Verb each) {
        noteLoader.source.put("k", NEW);
        Cache<String, Note> cache = create(noted());
        List<Object> absent = performed(each, cache);
        cache.clear();
        cache.put("k", OLD);
        Note.broken = true;

        assertEquals(absent, performed(each, cache));
    }

    @ParameterizedTest
    @EnumSource
    void verb_onAValueThatCannotBeRead_hasDroppedItWhenItCanBeReadAgain(Verb each) {
        noteLoader.source.put("k", NEW);
        Cache<String, Note> cache = create(noted());
        cache.put("k", OLD);
        Note.broken = true;

        performed(each, cache);
        Note.broken = false;

        assertEquals(!each.mutates, OLD.equals(cache.get("k")));
    }

    @Test
    void removeAll_ofAValueThatCannotBeRead_dropsItAndTellsNobody() {
        Cache<String, Note> cache = create(noted());
        cache.put("k", OLD);
        cache.put("l", NEW);
        Note.broken = true;
        notes.heard.clear();

        cache.removeAll();
        Note.broken = false;

        assertFalse(cache.containsKey("k"));
        assertEquals(List.of("REMOVED l: new -> new"), notes.heard);
        assertEquals(1, statistics(cache).getCacheRemovals());
    }

    @Test
    void putIfAbsent_onAValueThatCannotBeRead_livesForTheCreationDuration() {
        policy.creation = FakePolicy.millis(100);
        Cache<String, Note> cache = create(noted());
        cache.put("k", OLD);
        clock.advance(60);
        Note.broken = true;

        assertTrue(cache.putIfAbsent("k", NEW));

        clock.advance(99);
        assertEquals(NEW, cache.get("k"));
        clock.advance(1);
        assertNull(cache.get("k"));
    }

    @Test
    void get_ofAnExpiredValueThatCannotBeRead_tellsNobody() {
        policy.creation = FakePolicy.millis(100);
        Cache<String, Note> cache = create(noted());
        cache.put("k", OLD);
        notes.heard.clear();
        clock.advance(100);
        Note.broken = true;

        assertNull(cache.get("k"));
        cache.remove("k");

        assertEquals(List.of(), notes.heard);
    }

    @Test
    void getWithoutBlocking_ofAValueThatCannotBeRead_isNull() {
        Cache<String, Note> cache = create(noted());
        cache.put("k", OLD);
        Note.broken = true;

        assertNull(cache.unwrap(RefrainCache.class).getWithoutBlocking("k"));
    }

    @Test
    void invoke_onAValueThatCannotBeRead_andAProcessorThatThrows_isThatFailureOnly() {
        Cache<String, Note> cache = create(noted());
        cache.put("k", OLD);
        Note.broken = true;
        notes.heard.clear();

        Throwable failure = failure(() -> cache.invoke("k", (MutableEntry<String, Note> entry, Object... arguments) -> {
            throw new IllegalStateException(String.valueOf(entry.exists()));
        }));

        Throwable cause = requireNonNull(requireNonNull(failure).getCause());
        assertEquals("false", cause.getMessage());
        assertEquals(List.of(), notes.heard);
    }

    private MutableConfiguration<String, Note> noted() {
        return typed(String.class, Note.class)
                .addCacheEntryListenerConfiguration(synchronous(notes))
                .setCacheLoaderFactory(() -> noteLoader)
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> noteWriter);
    }

    /** All that a verb does: what it gives, what it asks the policy for, tells listeners and the writer, and counts. */
    private List<Object> performed(Verb each, Cache<String, Note> cache) {
        policy.asked.clear();
        notes.heard.clear();
        noteWriter.told.clear();
        noteLoader.asked.clear();
        statistics(cache).clear();
        String result = String.valueOf(each.verb.apply(cache));
        return List.of(
                result,
                List.copyOf(policy.asked),
                List.copyOf(notes.heard),
                List.copyOf(noteWriter.told),
                counts(cache),
                List.copyOf(noteLoader.asked));
    }

    private static @Nullable Object load(Cache<String, Note> cache, boolean replace) {
        CompletionListenerFuture completion = new CompletionListenerFuture();
        cache.loadAll(Set.of("k"), replace, completion);
        try {
            completion.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return null;
    }
}
