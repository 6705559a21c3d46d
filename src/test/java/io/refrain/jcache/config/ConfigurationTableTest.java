package io.refrain.jcache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.refrain.quarkus.ChatConfig;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That the tables of configuration keys in the README and the code say the same. */
class ConfigurationTableTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z.-]+)` \\|.*");

    /** A whole key in the code: what begins otherwise, or only names a group of keys, is none. */
    private static final Pattern KEY_IN_CODE = Pattern.compile("\"(refrain\\.[a-z.-]*[a-z])\"");

    /** What an interface has a method for, instead of a text. */
    private static final String CHAT = "refrain.chat";

    @Test
    void readme_keysOfACache_areThoseOfTheCode() throws IOException {
        List<String> inReadme =
                rows().stream().filter(key -> !key.startsWith("refrain.")).toList();

        assertEquals(CacheKeys.ALL, inReadme);
    }

    @Test
    void readme_keysOfTheApplication_areThoseOfTheCode() throws IOException {
        Set<String> inReadme = new TreeSet<>(
                rows().stream().filter(key -> key.startsWith("refrain.")).toList());
        Set<String> inCode = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                inCode.addAll(keys(file));
            }
        }

        inCode.removeIf(key -> key.startsWith(CHAT));
        addKeys(CHAT, ChatConfig.class, inCode);

        assertEquals(String.join("\n", inCode), String.join("\n", inReadme));
    }

    @Test
    void rows_ofTheReadme_areFound() throws IOException {
        assertFalse(rows().isEmpty());
    }

    private static void addKeys(String prefix, Class<?> mapping, Set<String> keys) {
        for (Method method : mapping.getDeclaredMethods()) {
            String key =
                    prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (method.getReturnType().isInterface()) {
                addKeys(key, method.getReturnType(), keys);
            } else {
                keys.add(key);
            }
        }
    }

    private static Set<String> keys(Path file) throws IOException {
        Set<String> keys = new TreeSet<>();
        Matcher matcher = KEY_IN_CODE.matcher(Files.readString(file));
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        return keys;
    }

    private static List<String> rows() throws IOException {
        List<String> keys = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            Matcher matcher = ROW.matcher(line);
            if (matcher.matches()) {
                keys.add(matcher.group(1));
            }
        }
        return keys;
    }
}
