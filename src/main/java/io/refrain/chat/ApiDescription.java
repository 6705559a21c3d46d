package io.refrain.chat;

import static org.eclipse.microprofile.openapi.OASFactory.createContent;
import static org.eclipse.microprofile.openapi.OASFactory.createHeader;
import static org.eclipse.microprofile.openapi.OASFactory.createMediaType;
import static org.eclipse.microprofile.openapi.OASFactory.createParameter;
import static org.eclipse.microprofile.openapi.OASFactory.createRequestBody;
import static org.eclipse.microprofile.openapi.OASFactory.createSchema;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jspecify.annotations.Nullable;

/**
 * Completes the description of {@code /chat}, beside {@code META-INF/openapi.yaml}, with what annotations would have to say again and again: what may be
 * null in an answer, and which answers there are. Not safe for threads.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {
    private static final String REFERENCE = "#/components/schemas/";
    private static final String QUESTION = "Question";
    private static final List<String> IN_A_QUERY =
            List.of("prompt", "system", "model", "temperature", "top_p", "max_tokens", "stop", "seed");

    @Override
    public void filterOpenAPI(OpenAPI api) {
        Map<String, Schema> schemas = api.getComponents().getSchemas();
        Schema question = schemas.get(QUESTION);
        PathItem chat = api.getPaths().getPathItem("/chat");
        if (question == null || chat == null) {
            throw new IllegalStateException("What is to be completed is not there: " + schemas.keySet());
        }
        complete(schemas);
        responses(chat.getGET(), "304", "402", "413", "422", "429");
        responses(chat.getPOST(), "402", "412", "413", "415", "422", "429");
        responses(chat.getDELETE(), "404", "413", "415");
        chat.getGET().setParameters(query(question));
        for (Operation asking : List.of(chat.getGET(), chat.getPOST())) {
            asking.addParameter(header(HttpHeaders.CACHE_CONTROL, "What is asked of the cache (RFC 9111)"));
        }
        chat.getGET().addParameter(header(HttpHeaders.IF_NONE_MATCH, "The tags of answers that the client has"));
        chat.getDELETE()
                .description(
                        "The question is in the body, as for POST; without a body it is in the query, as for GET, or"
                                + " named by key=..., which is the key of Cache-Status.")
                .requestBody(createRequestBody().required(true).content(json(QUESTION)));
    }

    /** What is answered has all its fields, those of the provider perhaps with null. */
    private static void complete(Map<String, Schema> schemas) {
        schemas.forEach((name, schema) -> {
            if (name.equals("Problem")) {
                schema.setRequired(List.of("type", "title", "status", "detail"));
            }
            if (name.equals("Answer")) {
                schema.setRequired(List.of("id", "content", "response_metadata"));
            }
            if (List.of("Metadata", "TokenUsage").contains(name)) {
                schema.setRequired(new ArrayList<>(schema.getProperties().keySet()));
            }
            if (List.of("Metadata", "TokenUsage").contains(name)) {
                schema.getProperties().values().forEach(ApiDescription::allowNull);
            }
        });
    }

    private static boolean is(Schema field, SchemaType type) {
        return field.getType() != null && field.getType().contains(type);
    }

    private static void allowNull(Schema field) {
        if (field.getType() != null && !is(field, SchemaType.NULL)) {
            field.addType(SchemaType.NULL);
        }
    }

    /** The fields of a question that fit into a query, where there is no null. */
    private static List<Parameter> query(Schema question) {
        List<Parameter> parameters = new ArrayList<>();
        question.getProperties().forEach((name, field) -> {
            if (IN_A_QUERY.contains(name)) {
                parameters.add(createParameter()
                        .name(name)
                        .in(Parameter.In.QUERY)
                        .required(name.equals("prompt"))
                        .schema(inQuery(field)));
            }
        });
        return parameters;
    }

    private static Schema inQuery(Schema field) {
        Schema schema = createSchema()
                .minimum(field.getMinimum())
                .maximum(field.getMaximum())
                .pattern(field.getPattern())
                .minItems(field.getMinItems())
                .maxItems(field.getMaxItems())
                .items(field.getItems());
        SchemaType type = is(field, SchemaType.ARRAY)
                ? SchemaType.ARRAY
                : field.getType().stream()
                        .filter(each -> each != SchemaType.NULL)
                        .findFirst()
                        .orElse(SchemaType.STRING);
        return schema.addType(type);
    }

    private static Parameter header(String name, String description) {
        return createParameter()
                .name(name)
                .in(Parameter.In.HEADER)
                .description(description)
                .schema(createSchema().addType(SchemaType.STRING));
    }

    private static void responses(Operation operation, String... own) {
        APIResponses responses = OASFactory.createAPIResponses();
        if (List.of(own).contains("404")) {
            responses.addAPIResponse("204", OASFactory.createAPIResponse().description("The answer is removed"));
        } else {
            responses.addAPIResponse("200", answered());
        }
        Map<String, String> problems = new TreeMap<>(Map.of(
                "400", "What was sent is no question, or no request",
                "406", "There is no answer of a type that Accept takes",
                "414", "The address is too long",
                "431", "The headers are too long",
                "502", "The provider failed",
                "503", "The provider refuses, or the cache cannot be written",
                "504", "The provider gave no answer in time, or nothing is stored and only-if-cached"));
        for (String status : own) {
            String said = saying(status);
            if (said != null) {
                problems.put(status, said);
            }
        }
        problems.forEach((status, said) -> responses.addAPIResponse(status, problem(said)));
        if (List.of(own).contains("304")) {
            responses.addAPIResponse(
                    "304", OASFactory.createAPIResponse().description("The answer is one that If-None-Match names"));
        }
        operation.setResponses(responses);
    }

    private static @Nullable String saying(String status) {
        return switch (status) {
            case "404" -> "There is no stored answer";
            case "412" -> "The answer is one that If-None-Match names";
            case "413" -> "The body is too long, or the question is for the model";
            case "402" -> "The provider wants to be paid";
            case "422" -> "The provider cannot process the question";
            case "429" -> "The provider takes no more questions for now";
            case "415" -> "The body is not JSON, or is encoded";
            default -> null;
        };
    }

    private static APIResponse answered() {
        APIResponse response = OASFactory.createAPIResponse()
                .description("The answer")
                .content(json("Answer")
                        .addMediaType(
                                MediaType.TEXT_PLAIN,
                                createMediaType().schema(createSchema().addType(SchemaType.STRING)))
                        .addMediaType(
                                MediaType.SERVER_SENT_EVENTS,
                                createMediaType().schema(createSchema().addType(SchemaType.STRING))));
        Map.of(
                        "Cache-Status",
                        "What the cache did (RFC 9211)",
                        HttpHeaders.ETAG,
                        "The name of the bytes of this answer",
                        "Age",
                        "How many seconds ago the model gave an answer that was stored")
                .forEach((name, said) -> response.addHeader(
                        name,
                        createHeader().description(said).schema(createSchema().addType(SchemaType.STRING))));
        return response;
    }

    private static APIResponse problem(String said) {
        return OASFactory.createAPIResponse()
                .description(said)
                .content(createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                createMediaType().schema(createSchema().ref(REFERENCE + "Problem"))));
    }

    private static Content json(String schema) {
        return createContent()
                .addMediaType(
                        MediaType.APPLICATION_JSON,
                        createMediaType().schema(createSchema().ref(REFERENCE + schema)));
    }
}
