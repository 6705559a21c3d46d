package io.refrain.deployment;

import static java.util.Objects.requireNonNull;

import io.refrain.chat.QuestionKeyGenerators;
import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.langchain4j.AnswerCache;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;

/**
 * Builds the Caffeine caches of the service with every combination of options that a setting reaches, and tells which classes Caffeine has looked
 * up by their names for it. A native executable has only those of them that are registered.
 */
final class CaffeineCaches {
    /** Names of our classes, each with the names of Caffeine's classes that its caches are made of. */
    private final Map<String, Set<String>> owners = new TreeMap<>();

    /** @param directory for a file */
    CaffeineCaches(Path directory) throws ReflectiveOperationException {
        for (long characters : new long[] {0, 1_000}) {
            collect(QuestionKeyGenerators.remembering(characters));
            collect(QuestionKeyGenerators.reader(characters));
        }
        try (RefrainCachingProvider provider = new RefrainCachingProvider()) {
            for (String uri : Set.of("refrain:heap", "refrain:sqlite:" + directory.resolve("caches.db"))) {
                CacheManager manager =
                        provider.getCacheManager(URI.create(uri), getClass().getClassLoader());
                collect(manager.createCache("entries", configuration().setMaxEntries(10)));
                collect(manager.createCache("bytes", configuration().setMaxBytes(1_000)));
                collect(manager.createCache(
                        "both", configuration().setMaxEntries(10).setMaxBytes(1_000)));
                Cache<String, String> answers = manager.createCache("answers", configuration());
                for (long characters : new long[] {0, 1_000}) {
                    collect(AnswerCache.builder(answers)
                            .rememberedCharacters(characters)
                            .build());
                }
            }
        }
    }

    private static RefrainConfiguration<String, String> configuration() {
        return new RefrainConfiguration<>();
    }

    /** Names of our classes that have such caches. */
    Set<String> owners() {
        return owners.keySet();
    }

    /** Names of the classes that Caffeine looks up. */
    Set<String> lookedUpByName() {
        Set<String> all = new TreeSet<>();
        owners.values().forEach(all::addAll);
        return all;
    }

    /** Looks through what is ours and reachable from an object. */
    private void collect(Object start) throws ReflectiveOperationException {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> ahead = new ArrayDeque<>(Set.of(start));
        while (!ahead.isEmpty()) {
            Object object = ahead.remove();
            if (!seen.add(object)) {
                continue;
            }
            for (Class<?> type = object.getClass(); isOurs(type); type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    Object value = read(field, object);
                    if (value instanceof com.github.benmanes.caffeine.cache.Cache<?, ?> cache) {
                        owners.computeIfAbsent(type.getName(), name -> new TreeSet<>())
                                .addAll(implementation(cache));
                    } else if (value != null) {
                        ahead.add(value);
                    }
                }
            }
        }
    }

    private static boolean isOurs(@Nullable Class<?> type) {
        return type != null && type.getName().startsWith("io.refrain.");
    }

    /** A cache and its nodes: Caffeine has a class of each for every combination of options. */
    private static Set<String> implementation(com.github.benmanes.caffeine.cache.Cache<?, ?> cache)
            throws ReflectiveOperationException {
        Object bounded = field(cache, "cache");
        return Set.of(
                bounded.getClass().getName(),
                field(bounded, "nodeFactory").getClass().getName());
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return requireNonNull(read(field, object));
                }
            }
        }
        throw new NoSuchFieldException(object.getClass() + " has no field " + name);
    }

    private static @Nullable Object read(Field field, Object object) throws IllegalAccessException {
        if (field.getType().isPrimitive()) {
            return null;
        }
        field.setAccessible(true);
        return field.get(object);
    }
}
