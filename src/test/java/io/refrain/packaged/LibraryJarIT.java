package io.refrain.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application gets that adds the library to its dependencies. */
class LibraryJarIT {
    private static final List<String> OF_THE_SERVICE = List.of("chat", "gateway", "admin", "llm", "quarkus");

    @TempDir
    Path directory;

    @Test
    void jar_ofTheLibrary_holdsNothingOfTheService() throws Exception {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> strays = jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> OF_THE_SERVICE.stream().anyMatch(part -> name.startsWith("io/refrain/" + part))
                            || name.equals("application.properties")
                            || name.equals("META-INF/services/io.refrain.jcache.codec.Codec")
                            || name.endsWith(".FurtherKeys"))
                    .toList();
            assertEquals(List.of(), strays);
            assertTrue(jar.getEntry("META-INF/services/javax.cache.spi.CachingProvider") != null);
        }
    }

    @Test
    void cache_ofAPlainJavaProcessWithoutQuarkusAndJackson_outlivesTheProcess() throws Exception {
        assertEquals("null", put("first"));
        assertEquals("first", put("second"));
    }

    /** Runs {@link PlainJava}, which puts a value and prints what was there before. */
    private String put(String value) throws Exception {
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        PlainJava.class.getName(),
                        directory.resolve("plain.db").toUri().getRawPath(),
                        value)
                .redirectError(directory.resolve("errors.txt").toFile())
                .redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), () -> read(directory.resolve("errors.txt")));
        return read(output).trim();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The library's jar and what it depends on, and nothing of Quarkus or of what is optional. */
    private static String classPath() throws IOException {
        Stream<String> dependencies = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(
                        entry -> !entry.matches(
                                ".*(quarkus|jackson|logmanager|langchain4j|smallrye|microprofile|mutiny|refrain-|cache-tests).*"));
        return Stream.concat(Stream.of(jar().toString(), "target/test-classes"), dependencies)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("refrain-[^-]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }
}
