package io.refrain.jcache.internal.config;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Notes keys that are set and that there are not, and of caches also what their keys do not allow. For one thread. */
final class NameCheck {
    private static final Pattern OF_A_CACHE = Pattern.compile("refrain\\.caches\\.\"(.*)\"\\.([^\"]*)");

    private final KeyRegistry registry;
    private final KeyReader reader;
    private final List<String> namesOfCaches;

    NameCheck(KeyRegistry registry, KeyReader reader) {
        this.registry = registry;
        this.reader = reader;
        this.namesOfCaches = registry.ofCaches(true).map(Key::name).toList();
    }

    void run() {
        for (String name : new TreeSet<>(reader.settings().names())) {
            if (name.startsWith(Key.CACHES)) {
                checkOfACache(name);
            } else if (name.startsWith(KeyRegistry.PREFIX)) {
                registry.refusal(name).ifPresent(reader::refuse);
            }
        }
    }

    private void checkOfACache(String name) {
        Matcher parts = OF_A_CACHE.matcher(name);
        if (!parts.matches()) {
            reader.refuse(name
                    + " is unknown: the name of the cache must be in quotes, as in refrain.caches.\"name\".storage");
            return;
        }
        String own = parts.group(2);
        Optional<Key<?>> key =
                registry.ofCaches(true).filter(each -> each.name().equals(own)).findFirst();
        if (key.isPresent()) {
            reader.read(name, key.get().type());
        } else {
            reader.refuse(name + " is unknown; "
                    + Spelling.nearest(own, namesOfCaches)
                            .map(known -> "did you mean " + known + "?")
                            .orElse("there are " + String.join(", ", namesOfCaches)));
        }
    }
}
