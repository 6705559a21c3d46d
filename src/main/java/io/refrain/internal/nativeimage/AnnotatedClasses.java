package io.refrain.internal.nativeimage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Finds the classes of an application that have caching annotations, without loading them. For one thread. */
public final class AnnotatedClasses {
    private static final String ANNOTATIONS = "Ljavax/cache/annotation/Cache";
    private static final String CLASS = ".class";

    private final Set<String> names = new TreeSet<>();

    private AnnotatedClasses() {}

    /**
     * Their names, as {@link Class#getName()} has them.
     *
     * @param classPath jars and folders; what cannot be read is passed over
     */
    public static Set<String> in(List<Path> classPath) {
        AnnotatedClasses classes = new AnnotatedClasses();
        for (Path entry : classPath) {
            try {
                if (Files.isDirectory(entry)) {
                    classes.addFolder(entry);
                } else if (Files.isRegularFile(entry)) {
                    classes.addJar(entry);
                }
            } catch (IOException e) {
                // The builder has read it, or fails for it.
            }
        }
        return classes.names;
    }

    private void addFolder(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (isCandidate(name)) {
                    add(name, Files.readAllBytes(file));
                }
            }
        }
    }

    private void addJar(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (isCandidate(entry.getName())) {
                    try (InputStream content = jar.getInputStream(entry)) {
                        add(entry.getName(), content.readAllBytes());
                    }
                }
            }
        }
    }

    /** Not what is for one version of Java only, the annotations themselves, and the library, whose own are registered one by one. */
    private static boolean isCandidate(String name) {
        return name.endsWith(CLASS)
                && !name.startsWith("META-INF/")
                && !name.startsWith("javax/cache/")
                && !name.startsWith("io/refrain/");
    }

    private void add(String name, byte[] content) {
        if (new String(content, ISO_8859_1).contains(ANNOTATIONS)) {
            names.add(name.substring(0, name.length() - CLASS.length()).replace('/', '.'));
        }
    }
}
