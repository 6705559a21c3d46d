package io.refrain.jcache.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** That an editor completes every key of the library in the properties of a Spring Boot application, with what the README says of it. */
class SpringMetadataTest {
    private static final Path METADATA = Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void metadata_ofAllKeys_isWhatTheRegistrySays() throws IOException {
        ObjectNode expected = JSON.createObjectNode();
        ArrayNode properties = expected.putArray("properties");
        ArrayNode hints = expected.putArray("hints");
        for (Key<?> key : KeyRegistry.ofLibrary().keys()) {
            String name = key.scope() == Scope.CACHE ? key.of("*") : key.name();
            ObjectNode property = properties.addObject();
            property.put("name", name);
            property.put("type", type(key));
            property.put("description", key.meaning().replace("`", ""));
            if (key.unset().isPresent()) {
                property.put("defaultValue", key.unsetText().replace("`", ""));
            }
            addChoices(hints, name, key.type().name());
        }
        JsonNode written = JSON.readTree(Files.readString(METADATA));
        assertEquals(expected, written, () -> "It should be:\n" + expected.toPrettyString());
    }

    private static void addChoices(ArrayNode hints, String name, String type) {
        if (type.startsWith("`")) {
            ObjectNode hint = hints.addObject();
            hint.put("name", name);
            ArrayNode values = hint.putArray("values");
            for (String choice : type.split(", ")) {
                values.addObject().put("value", choice.replace("`", ""));
            }
        }
    }

    private static String type(Key<?> key) {
        return switch (key.type().name()) {
            case "number" -> Long.class.getName();
            case "boolean" -> Boolean.class.getName();
            default -> String.class.getName();
        };
    }
}
