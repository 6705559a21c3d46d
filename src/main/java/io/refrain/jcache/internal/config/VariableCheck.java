package io.refrain.jcache.internal.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Notes environment variables that belong to no key, and of caches also what their keys do not allow. For one thread. */
final class VariableCheck {
    private static final String PREFIX = Key.variable(KeyRegistry.PREFIX);

    /** Before the name of a cache: the dot and the quotation mark. */
    private static final String CACHES = Key.variable(Key.CACHES + '"');

    /** What Kubernetes sets in each pod beside a service named refrain, or refrain-something. */
    private static final Pattern OF_KUBERNETES = Pattern.compile(
            "REFRAIN(_.+)?_(SERVICE_(HOST|PORT(_.+)?)|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private final KeyRegistry registry;
    private final KeyReader reader;
    private final Map<String, Key<?>> endings = new LinkedHashMap<>();

    VariableCheck(KeyRegistry registry, KeyReader reader) {
        this.registry = registry;
        this.reader = reader;
        registry.ofCaches(true).forEach(key -> endings.put(Key.variable("\"." + key.name()), key));
    }

    void run() {
        new TreeMap<>(reader.settings().variables()).forEach((variable, text) -> {
            if (variable.startsWith(PREFIX) && !OF_KUBERNETES.matcher(variable).matches()) {
                check(variable, text.trim());
            }
        });
    }

    private void check(String variable, String text) {
        Optional<Key<?>> key = keyOfACache(variable);
        if (key.isEmpty()) {
            checkUnknown(variable);
        } else if (!text.isEmpty()) {
            reader.read(variable, text, key.get().type());
        }
    }

    /** Only the ending tells which key it is, since the name of the cache cannot be had back. */
    private Optional<Key<?>> keyOfACache(String variable) {
        return variable.startsWith(CACHES)
                ? endings.entrySet().stream()
                        .filter(each -> variable.endsWith(each.getKey())
                                && variable.length()
                                        > CACHES.length() + each.getKey().length())
                        .<Key<?>>map(Map.Entry::getValue)
                        .findFirst()
                : Optional.empty();
    }

    private void checkUnknown(String variable) {
        int end = variable.lastIndexOf("__");
        if (!variable.startsWith(Key.variable(Key.CACHES))) {
            registry.refusalOfVariable(variable).ifPresent(reader::refuse);
        } else if (end < CACHES.length()) {
            reader.refuse(variable + " is unknown; that of a cache is " + CACHES + "NAME__STORAGE, for example");
        } else {
            reader.refuse(variable + " is unknown; "
                    + Spelling.nearest(variable.substring(end), endings.keySet())
                            .map(known -> "did you mean " + variable.substring(0, end) + known + "?")
                            .orElse("it must end in one of " + String.join(", ", endings.keySet())));
        }
    }
}
