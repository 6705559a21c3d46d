package io.refrain.llm;

import io.refrain.jcache.internal.config.KeyReader;
import io.refrain.jcache.internal.config.Settings;
import io.refrain.quarkus.ChatConfig;
import java.util.Map;
import java.util.stream.Collectors;

/** The configuration of chat from given keys and nothing of this machine. */
final class Configured {
    private Configured() {}

    /** @param keys without {@code refrain.chat.} */
    static ChatConfig with(Map<String, String> keys) {
        Map<String, String> whole = keys.entrySet().stream()
                .collect(Collectors.toMap(each -> "refrain.chat." + each.getKey(), Map.Entry::getValue));
        return new ChatConfig(new KeyReader(Settings.only(whole)));
    }
}
