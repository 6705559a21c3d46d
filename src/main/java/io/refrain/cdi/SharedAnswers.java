package io.refrain.cdi;

import io.refrain.annotations.ApplicationCaches;
import io.refrain.langchain4j.AnswerCache;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/** The answers that several models of an application share. Safe for use by several threads at once. */
@Singleton
class SharedAnswers {
    private final ConcurrentMap<Whose, AnswerCache> all = new ConcurrentHashMap<>();
    private final ApplicationCaches caches;

    @Inject
    SharedAnswers(ApplicationCaches caches) {
        this.caches = caches;
    }

    /** The answers in a cache, which is opened with the first question. */
    AnswerCache of(String cacheName, String identity) {
        return all.computeIfAbsent(new Whose(cacheName, identity), whose -> {
            AnswerCache.Builder answers = AnswerCache.builder(new Opened(cacheName)::get);
            return identity.isEmpty()
                    ? answers.build()
                    : answers.identity(identity).build();
        });
    }

    private record Whose(String cacheName, String identity) {}

    /** A cache, for as long as it is open. Safe for use by several threads at once. */
    private final class Opened {
        private final String name;
        private volatile @Nullable Cache<String, String> cache;

        Opened(String name) {
            this.name = name;
        }

        @SuppressWarnings("unchecked") // One of other types refuses what is put into it.
        Cache<String, String> get() {
            Cache<String, String> known = cache;
            if (known == null || known.isClosed()) {
                known = (Cache<String, String>) caches.cache(
                        name, new MutableConfiguration<String, String>().setTypes(String.class, String.class));
                cache = known;
            }
            return known;
        }
    }
}
