package io.refrain.jcache.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.refrain.quarkus.ServiceRegistry;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sets every configuration key that there is in every way that there is. */
class EveryKeyTest {
    private static final KeyRegistry REGISTRY = ServiceRegistry.get();

    /** Also one as {@code @CacheResult} names it by default. */
    private static final List<String> CACHES =
            List.of("*", "chat", "my-cache", "com.acme.Orders.byId(java.lang.String)");

    /** What none of them has unless it is set, in the order of the README. */
    private static final Map<String, String> SAMPLES = samples();

    @TempDir
    Path directory;

    private final Map<String, String> set = new LinkedHashMap<>();

    enum Way {
        PROPERTIES_OF_THE_MANAGER,
        PROPERTY_FILE,
        SYSTEM_PROPERTY,
        SYSTEM_PROPERTY_WITHOUT_MICROPROFILE_CONFIG,
        ENVIRONMENT,
        ENVIRONMENT_WITHOUT_MICROPROFILE_CONFIG
    }

    @AfterEach
    void forget() {
        set.keySet().forEach(System::clearProperty);
    }

    @ParameterizedTest
    @EnumSource
    void read_ofEveryKey_isWhatWasSet(Way way) {
        REGISTRY.keys().forEach(key -> names(key).forEach(name -> set.put(name, sample(key))));
        KeyReader reader = new KeyReader(settings(way));

        for (Key<?> key : REGISTRY.keys()) {
            Optional<?> expected = key.type().parse(sample(key));
            assertNotEquals(key.unset(), expected, key.name());
            for (String name : names(key)) {
                assertEquals(expected, reader.read(name, key.type()), name);
            }
        }
        REGISTRY.check(reader);
        assertEquals(List.of(), reader.problems());
    }

    @ParameterizedTest
    @EnumSource
    void check_ofEveryKeySetToWhatItDoesNotAllow_tellsEach(Way way) {
        List<Key<?>> strict = REGISTRY.keys().stream()
                .filter(key -> key.type().parse("~ ~").isEmpty())
                .toList();
        strict.forEach(key -> names(key).forEach(name -> set.put(name, "~ ~")));
        KeyReader reader = new KeyReader(settings(way));

        REGISTRY.check(reader);

        assertEquals(set.size(), reader.problems().size(), reader.problems()::toString);
        // All but the URI, which is another provider's perhaps, a user and its password, the names of the model and of
        // a
        // cache, and the path of the cassette.
        assertEquals(REGISTRY.keys().size() - 6, strict.size());
    }

    private Settings settings(Way way) {
        Map<String, String> variables = set.entrySet().stream()
                .collect(Collectors.toMap(each -> Key.variable(each.getKey()), Map.Entry::getValue));
        return switch (way) {
            case PROPERTIES_OF_THE_MANAGER -> new Settings(fromFile(), new ProcessSettings(Map.of()));
            case PROPERTY_FILE -> withConfig(new PropertiesConfigSource(fromFile(), "file", 250), Map.of());
            case SYSTEM_PROPERTY -> withConfig(systemProperties(), Map.of());
            case SYSTEM_PROPERTY_WITHOUT_MICROPROFILE_CONFIG -> {
                systemProperties();
                yield new Settings(new Properties(), new ProcessSettings(Map.of()));
            }
            case ENVIRONMENT -> withConfig(new EnvConfigSource(variables, 300), variables);
            case ENVIRONMENT_WITHOUT_MICROPROFILE_CONFIG ->
                new Settings(new Properties(), new ProcessSettings(variables));
        };
    }

    private static Settings withConfig(ConfigSource source, Map<String, String> variables) {
        var config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(source)
                .build();
        return new Settings(new Properties(), new MicroProfileConfig(new ProcessSettings(variables), () -> config));
    }

    private ConfigSource systemProperties() {
        set.forEach(System::setProperty);
        return new SysPropConfigSource();
    }

    private Properties fromFile() {
        Path file = directory.resolve("application.properties");
        List<String> lines = set.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toList();
        Properties properties = new Properties();
        try {
            Files.write(file, lines);
            try (var reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static List<String> names(Key<?> key) {
        return key.scope() == Scope.CACHE ? CACHES.stream().map(key::of).toList() : List.of(key.name());
    }

    private static String sample(Key<?> key) {
        return Optional.ofNullable(SAMPLES.get(key.name()))
                .orElseGet(() -> switch (key.type().name()) {
                    case "duration" -> "123ms";
                    case "number" -> "2";
                    case "boolean" -> "false";
                    case "class name" -> "com.acme.Provider";
                    default -> key.type().name().startsWith("bytes") ? "9M" : "acme";
                });
    }

    private static Map<String, String> samples() {
        Map<String, String> samples = new LinkedHashMap<>();
        samples.put("refrain.uri", "refrain:sqlite:/tmp/a b.db");
        samples.put("refrain.sqlite.on-damage", "fail");
        samples.put("refrain.sqlite.sharing", "on");
        samples.put("refrain.postgresql.parameters", "sslmode=verify-full&currentSchema=a%20b");
        samples.put("refrain.postgresql.leases", "off");
        samples.put("refrain.serialization.allow", "com.acme.*,com.acme.Order");
        samples.put("refrain.annotations.interceptors", "server");
        samples.put("refrain.answers", "record");
        samples.put("refrain.answers.upstream", "http://localhost:11434/v1");
        samples.put("refrain.spring-ai.enabled", "true");
        samples.put("refrain.mode", "replay");
        samples.put("refrain.chat.provider", "openai");
        samples.put("refrain.chat.base-url", "http://localhost:11434/v1");
        samples.put("refrain.chat.retry.max-retries", "3");
        samples.put("refrain.chat.max-url-length", "128");
        samples.put("refrain.chat.max-header-size", "128");
        samples.put("refrain.chat.circuit-breaker.failure-ratio", "0.75");
        samples.put("refrain.gateway.upstream", "http://localhost:11434/v1");
        samples.put("refrain.gateway.messages-upstream", "http://localhost:11434/v1");
        samples.put("refrain.gateway.scope", "shared");
        samples.put("refrain.gateway.idle-timeout", "2s");
        samples.put("refrain.gateway.trusted-certificates", "src/test/resources/certificate.pem");
        samples.put("storage", "persistent");
        samples.put("durability", "batched");
        return samples;
    }
}
