package io.refrain.internal.nativeimage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedTypesTest {

    @Test
    void of_annotatedMethods_hasWhatKeysAndResultsAreMadeOf() {
        assertEquals(
                Set.of(Key.class, Rate.class, Currency.class, Bean.class, Base.class, Stored.class, Part.class),
                CachedTypes.of(Annotated.class));
    }

    @Test
    void of_aMethodWithoutAnnotation_hasNothing() {
        assertEquals(Set.of(), CachedTypes.of(Other.class));
    }

    @Test
    void of_anAnnotatedClass_hasThoseOfAllItsMethods() {
        assertEquals(Set.of(Part.class), CachedTypes.of(AllOfIt.class));
    }

    @Test
    void in_foldersAndJars_findsThoseWithAnnotations(@TempDir Path directory) throws IOException {
        Path folder = directory.resolve("classes/app");
        Files.createDirectories(folder);
        Path jar = directory.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> type : List.of(Annotated.class, Other.class)) {
                byte[] content = content(type);
                Files.write(folder.resolve(type.getSimpleName() + ".class"), content);
                out.putNextEntry(new JarEntry("lib/" + type.getSimpleName() + ".class"));
                out.write(content);
            }
        }
        assertEquals(
                Set.of("app.Annotated", "lib.Annotated"),
                AnnotatedClasses.in(List.of(directory.resolve("classes"), jar, directory.resolve("absent.jar"))));
    }

    private static byte[] content(Class<?> type) throws IOException {
        try (var content = type.getResourceAsStream("CachedTypesTest$" + type.getSimpleName() + ".class")) {
            return content.readAllBytes();
        }
    }

    static class Annotated {
        @CacheResult
        CompletionStage<List<? extends Rate>> rates(Key key, int count) {
            throw new UnsupportedOperationException();
        }

        @CacheResult
        <T extends Bean> Map<String, T[]> beans() {
            throw new UnsupportedOperationException();
        }

        @CachePut
        void put(@CacheKey String key, @CacheValue Stored value) {}
    }

    static class Other {
        List<Rate> rates(Key key) {
            throw new UnsupportedOperationException();
        }
    }

    @CacheResult
    @CacheDefaults
    static class AllOfIt {
        Part part() {
            throw new UnsupportedOperationException();
        }
    }

    record Key(String from) {}

    record Rate(Currency currency, long value) {}

    enum Currency {
        EUR
    }

    static class Base {
        static final @Nullable Other NOT_A_PART = null;
    }

    static class Bean extends Base {
        @Nullable
        Bean next;
    }

    static class Stored {
        @Nullable
        Set<Part> parts;
    }

    record Part(String name) {}
}
