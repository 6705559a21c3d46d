package io.refrain.chat;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** A cache that fails never fails a question. */
@QuarkusTest
@TestProfile(BrokenFileProfile.class)
class BrokenFileTest {

    @Test
    void get_twice_isAnsweredByTheModel() {
        for (int i = 0; i < 2; i++) {
            given().queryParam("prompt", "Hello")
                    .get("/chat")
                    .then()
                    .statusCode(200)
                    .header("Cache-Status", startsWith("refrain; fwd=miss; key="));
        }
    }

    @Test
    void readiness_isDown_andLivenessUp() {
        given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.findAll { it.status == 'DOWN' }.name", hasItem("The cache answers"));
        given().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
    }
}
