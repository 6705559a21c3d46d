package io.refrain.llm;

import io.refrain.quarkus.ChatConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The configuration of chat from given keys and nothing of this machine. */
final class Configured {
    private Configured() {}

    /** @param keys without {@code refrain.chat.} */
    static ChatConfig with(Map<String, String> keys) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ChatConfig.class);
        keys.forEach((key, value) -> builder.withDefaultValue("refrain.chat." + key, value));
        return builder.build().getConfigMapping(ChatConfig.class);
    }
}
