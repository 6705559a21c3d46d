package io.refrain.deployment;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.refrain.internal.nativeimage.OptionalPartsFeature;
import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.jcache.internal.store.database.postgresql.PostgresqlDriver;
import io.refrain.jcache.internal.store.database.postgresql.PostgresqlStorage;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.graalvm.nativeimage.hosted.Feature;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** That a native executable can be built of an application without the libraries that are optional, and has the parts for those that are there; found out without a builder. */
class OptionalPartsTest {
    private static final Path BUILDER =
            Path.of("src/main/resources/META-INF/native-image/io.refrain/refrain/native-image.properties");
    private static final Path SERVICES = Path.of("src/main/resources/META-INF/services");

    /** What an application on Quarkus with a cache in SQLite has: Java, JSR-107, Caffeine, CDI with what it needs itself, Hibernate, SQLite. */
    private static final Pattern THERE = Pattern.compile(
            "(java|javax\\.cache|javax\\.management|javax\\.sql|sun\\.reflect"
                    + "|com\\.github\\.benmanes\\.caffeine|jakarta\\.(annotation|enterprise|inject|interceptor|persistence)"
                    + "|io\\.smallrye\\.mutiny|org\\.eclipse\\.microprofile\\.config|org\\.hibernate|org\\.sqlite)\\..*");

    /** Annotations need not be there. */
    private static final Pattern ANNOTATIONS = Pattern.compile("org\\.jspecify\\..*|.*\\.package-info");

    private static final Map<String, JavaClass> CODE = new LinkedHashMap<>();

    static {
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.refrain")
                .forEach(each -> CODE.put(each.getName(), each));
    }

    /** Quarkus lets a build fail for a class in reach that names another which is not there. */
    @Test
    void classes_inReachOfTheCachesAndTheInterceptors_nameNoLibraryThatIsOptional() {
        Map<String, String> reached = new LinkedHashMap<>();
        reached.put(RefrainCachingProvider.class.getName(), "the application");
        CODE.values().stream()
                .filter(each -> each.isAnnotatedWith(Interceptor.class))
                .forEach(each -> reached.put(each.getName(), "the application"));
        assertTrue(reached.size() > 4, reached::toString);
        Set<String> missing = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(reached.keySet());
        while (!open.isEmpty()) {
            String name = open.remove();
            for (Dependency each : ours(name).getDirectDependenciesFromSelf()) {
                JavaClass target = each.getTargetClass().getBaseComponentType();
                if (CODE.containsKey(target.getName())) {
                    if (reached.putIfAbsent(target.getName(), name) == null) {
                        open.add(target.getName());
                    }
                } else if (!target.isPrimitive()
                        && !THERE.matcher(target.getName()).matches()
                        && !ANNOTATIONS.matcher(target.getName()).matches()) {
                    missing.add(target.getName() + " by " + path(name, reached));
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static JavaClass ours(String name) {
        return Objects.requireNonNull(CODE.get(name), name);
    }

    private static List<String> path(String end, Map<String, String> reached) {
        List<String> path = new ArrayList<>();
        for (String each = end; each != null; each = reached.get(each)) {
            path.add(0, each);
        }
        return path;
    }

    /** Which would be in reach by the name of the service alone, and are found if the builder keeps them. */
    @Test
    void providers_ofOptionalParts_areServices() throws IOException {
        for (String provider : OptionalPartsFeature.needed().keySet()) {
            boolean named = false;
            for (JavaClass type : ours(provider).getAllRawInterfaces()) {
                Path file = SERVICES.resolve(type.getName());
                named |= Files.exists(file) && Files.readString(file).strip().equals(provider);
            }
            assertTrue(named, provider);
        }
        assertEquals(PostgresqlDriver.needed(), OptionalPartsFeature.needed().get(PostgresqlStorage.class.getName()));
    }

    @Test
    void features_namedToTheBuilder_canBeMade() throws Exception {
        Properties builder = new Properties();
        try (var content = Files.newInputStream(BUILDER)) {
            builder.load(content);
        }
        String[] names = builder.getProperty("Args").replace("--features=", "").split(",", -1);
        assertTrue(List.of(names).contains(OptionalPartsFeature.class.getName()));
        for (String name : names) {
            Class.forName(name).asSubclass(Feature.class).getConstructor().newInstance();
        }
    }

    @Test
    void feature_whereNothingOptionalIsThere_registersNothing() {
        assertDoesNotThrow(() -> new OptionalPartsFeature().beforeAnalysis(finding(false)));
        // Outside the builder there is nothing to register with.
        assertThrows(Throwable.class, () -> new OptionalPartsFeature().beforeAnalysis(finding(true)));
    }

    /** A builder that finds our classes, and those of others or not. */
    private static Feature.BeforeAnalysisAccess finding(boolean others) {
        return (Feature.BeforeAnalysisAccess) Proxy.newProxyInstance(
                OptionalPartsTest.class.getClassLoader(),
                new Class<?>[] {Feature.BeforeAnalysisAccess.class},
                (proxy, method, arguments) -> {
                    assertEquals("findClassByName", method.getName());
                    String name = (String) arguments[0];
                    return others || name.startsWith("io.refrain.") ? find(name) : null;
                });
    }

    private static @Nullable Class<?> find(String name) throws ClassNotFoundException {
        return Class.forName(name);
    }
}
