package io.refrain.deployment;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.refrain.jcache.RefrainCachingProvider;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a native executable lacks unless it is registered, found out without one. */
class NativeRegistrationsTest {
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.refrain");

    @TempDir
    Path directory;

    @Test
    void classes_thatCaffeineLooksUpByName_areRegistered() throws ReflectiveOperationException, IOException {
        RegisterForReflection registered =
                Class.forName("io.refrain.quarkus.NativeRegistrations").getAnnotation(RegisterForReflection.class);
        Set<String> lookedUp = new CaffeineCaches(directory).lookedUpByName();
        assertEquals(lookedUp, ofCaffeine(Arrays.stream(registered.classNames())));
        assertEquals(lookedUp, ofCaffeine(registeredByTheLibrary()));
    }

    private static Set<String> ofCaffeine(Stream<String> names) {
        return names.filter(name -> name.startsWith(Caffeine.class.getPackageName()))
                .collect(toCollection(TreeSet::new));
    }

    /** In its own jar, for applications that are not the service. */
    @Test
    void classes_registeredByTheLibrary_areTheProviderAndWhatKeysAreMadeOf() throws IOException {
        Set<String> records = CODE.stream()
                .filter(type -> type.isRecord() && type.isAssignableTo(Serializable.class))
                .filter(type -> type.getPackageName().equals("io.refrain.annotations"))
                .map(JavaClass::getName)
                .collect(toCollection(TreeSet::new));
        records.add(RefrainCachingProvider.class.getName());
        assertEquals(
                records,
                registeredByTheLibrary()
                        .filter(name -> name.startsWith("io.refrain."))
                        .collect(toCollection(TreeSet::new)));
    }

    private static Stream<String> registeredByTheLibrary() throws IOException {
        JsonNode types = new ObjectMapper()
                .readTree(RefrainCachingProvider.class.getResource(
                        "/META-INF/native-image/io.refrain/refrain/reflect-config.json"));
        return StreamSupport.stream(types.spliterator(), false)
                .map(type -> type.path("name").asText());
    }

    /** Whoever builds one more has to have it built by {@link CaffeineCaches}. */
    @Test
    void classes_thatBuildCaffeineCaches_areAllKnown() throws ReflectiveOperationException {
        Set<String> builders = CODE.stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> dependency.getTargetClass().isEquivalentTo(Caffeine.class)))
                .map(JavaClass::getName)
                .collect(toCollection(TreeSet::new));
        assertEquals(builders, new CaffeineCaches(directory).owners());
    }

    /** Caffeine looks by reflection whether a loader loads several at once, which it cannot tell of a lambda in a native executable, and warns. */
    @Test
    void caffeineCaches_haveNoLoaders() {
        noClasses()
                .should()
                .dependOnClassesThat(belongToAnyOf(LoadingCache.class, AsyncLoadingCache.class, CacheLoader.class))
                .check(CODE);
    }
}
