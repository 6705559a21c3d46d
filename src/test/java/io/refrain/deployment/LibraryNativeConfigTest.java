package io.refrain.deployment;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageJsonCodec;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.output.TokenUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the library brings along for the native executables of others: a question of which the fields cannot be seen has no key. */
class LibraryNativeConfigTest {
    private static final Path FILE =
            Path.of("src/main/resources/META-INF/native-image/io.refrain/refrain/reflect-config.json");

    @TempDir
    Path directory;

    private static JsonNode config() throws IOException {
        return new ObjectMapper().readTree(FILE.toFile());
    }

    private static Set<String> registered() throws IOException {
        Set<String> names = new TreeSet<>();
        config().forEach(each -> names.add(each.path("name").textValue()));
        return names;
    }

    @Test
    void typesOfQuestionsAndAnswers_thatLangChain4jHas_areRegistered() throws IOException {
        List<Class<?>> roots = List.of(
                ChatMessage.class,
                Content.class,
                ChatRequestParameters.class,
                EmbeddingRequestParameters.class,
                JsonSchemaElement.class,
                ChatResponseMetadata.class,
                ChatResponseMetadata.Builder.class,
                TokenUsage.class);
        Set<String> needed = new ClassFileImporter()
                .importPackages("dev.langchain4j").stream()
                        .filter(type -> !type.isInterface() && roots.stream().anyMatch(type::isAssignableTo))
                        .map(JavaClass::getName)
                        // Made of a test.
                        .filter(name -> !name.startsWith("dev.langchain4j.service"))
                        .collect(toCollection(TreeSet::new));
        Stream.of(ToolExecutionRequest.class, ToolSpecification.class, ResponseFormat.class, JsonSchema.class)
                .forEach(type -> needed.add(type.getName()));
        needed.addAll(namesIn(ChatMessageJsonCodec.class));
        assertTrue(needed.size() > 50, needed::toString);
        needed.removeAll(registered());
        assertEquals(Set.of(), needed);
    }

    /** Those by which LangChain4j tells Jackson how messages are written. */
    private static List<String> namesIn(Class<?> codec) {
        List<String> names = new ArrayList<>();
        new ClassFileImporter()
                .importPackages(codec.getPackageName()).stream()
                        .map(JavaClass::getName)
                        .filter(name -> name.endsWith("Mixin"))
                        .forEach(names::add);
        return names;
    }

    @Test
    void classes_thatCaffeineLooksUpByName_areRegistered() throws Exception {
        Set<String> needed = new TreeSet<>(new CaffeineCaches(directory).lookedUpByName());
        needed.removeAll(registered());
        assertEquals(Set.of(), needed);
    }

    @Test
    void registrations_countOnlyWhereModelsAreWrapped_orOfTheLibraryItself() throws IOException {
        for (JsonNode each : config()) {
            String condition = each.path("condition").path("typeReachable").textValue();
            assertTrue(condition != null && condition.startsWith("io.refrain."), each::toString);
        }
    }
}
