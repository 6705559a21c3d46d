package io.refrain.gateway;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.refrain.chat.DemoProfile;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** /v1 without an upstream: the built-in model in the shape of each endpoint, as clients read it. */
@QuarkusTest
@TestProfile(DemoProfile.class)
class DemoTest {
    @ParameterizedTest
    @CsvSource({
        "chat/completions, '\"messages\": [{\"role\": \"user\", \"content\": \"ID\"}]', choices[0].message.content",
        "completions, '\"prompt\": \"ID\"', choices[0].text",
        "responses, '\"input\": \"ID\"', output[0].content[0].text",
        "messages, '\"max_tokens\": 9, \"messages\": [{\"role\": \"user\", \"content\": \"ID\"}]', content[0].text"
    })
    void post_withoutAnUpstream_isAnsweredByTheDemoOnce(String path, String body, String text) {
        String id = UUID.randomUUID().toString();
        String question = "{\"model\": \"any\", " + body.replace("ID", id) + "}";
        for (String status : new String[] {"refrain; fwd=miss; stored", "refrain; hit"}) {
            given().contentType("application/json")
                    .body(question)
                    .post("/v1/" + path)
                    .then()
                    .statusCode(200)
                    .header("Cache-Status", startsWith(status))
                    .body(text, containsString(id));
        }
        given().contentType("application/json")
                .body(question.replace("}", ", \"stream\": true}").replace(", \"stream\": true}]", "}]"))
                .post("/v1/" + path)
                .then()
                .statusCode(200)
                .contentType(startsWith("text/event-stream"))
                .header("Cache-Status", startsWith("refrain; hit"));
    }

    @Test
    void get_ofWhatOnlyAnUpstreamHas_isA404InTheApisShape() {
        given().get("/v1/models")
                .then()
                .statusCode(404)
                .body("error.message", containsString("refrain.gateway.upstream"));
    }
}
