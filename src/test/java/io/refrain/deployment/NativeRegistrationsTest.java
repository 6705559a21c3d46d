package io.refrain.deployment;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
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
    void classes_thatCaffeineLooksUpByName_areRegistered() throws ReflectiveOperationException {
        RegisterForReflection registered =
                Class.forName("io.refrain.quarkus.NativeRegistrations").getAnnotation(RegisterForReflection.class);
        Set<String> caffeine = Arrays.stream(registered.classNames())
                .filter(name -> name.startsWith(Caffeine.class.getPackageName()))
                .collect(toCollection(TreeSet::new));
        assertEquals(new CaffeineCaches(directory).lookedUpByName(), caffeine);
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
