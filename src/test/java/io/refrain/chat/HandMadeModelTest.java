package io.refrain.chat;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** That a model of one's own takes the place of the providers, cache, streams and all. */
@QuarkusTest
@TestProfile(Parrot.Profile.class)
class HandMadeModelTest {
    @Inject
    Parrot parrot;

    @Test
    void get_withAModelOfOnesOwn_isAnsweredByItOnceInEitherForm() {
        given().queryParam("prompt", "Hello")
                .get("/chat")
                .then()
                .statusCode(200)
                .body("content", equalTo("You said: Hello"));
        given().queryParam("prompt", "Hello")
                .accept("text/event-stream")
                .get("/chat")
                .then()
                .statusCode(200)
                .header("Cache-Status", startsWith("refrain; hit"))
                .body(containsString("event: answer"));
        assertEquals(1, parrot.asked.get());
        given().queryParam("prompt", "Another")
                .accept("text/event-stream")
                .get("/chat")
                .then()
                .statusCode(200)
                .body(containsString("data: {\"content\":\"You said: Another\"}"));
        assertEquals(2, parrot.asked.get());
    }
}
