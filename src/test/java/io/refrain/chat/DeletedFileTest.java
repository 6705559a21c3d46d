package io.refrain.chat;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file that somebody deletes under a running service. */
@QuarkusTest
@TestProfile(DeletedFileProfile.class)
class DeletedFileTest {
    private static final String TROUBLE = "checks.find { it.name == 'The cache answers' }.data.trouble";

    @Test
    @Timeout(60)
    void readiness_whenTheFileWasDeleted_isUpAndTellsIt_andAnswersAreStoredAgain() throws IOException {
        ask().header("Cache-Status", startsWith("refrain; fwd=miss; stored"));
        ask().header("Cache-Status", startsWith("refrain; hit"));
        assertNull(
                given().get("/q/health/ready").then().statusCode(200).extract().path(TROUBLE));

        String uri = ConfigProvider.getConfig().getValue("refrain.uri", String.class);
        Files.delete(Path.of(uri.substring("refrain:sqlite:".length())));
        while (given().get("/q/health/ready").then().extract().path(TROUBLE) == null) {
            Thread.onSpinWait();
        }

        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body(TROUBLE, containsString("was deleted or replaced while it was in use"));
        ask().header("Cache-Status", startsWith("refrain; fwd=miss; stored"));
        ask().header("Cache-Status", startsWith("refrain; hit"));
    }

    private static ValidatableResponse ask() {
        return given().queryParam("prompt", "Where is the file?")
                .get("/chat")
                .then()
                .statusCode(200);
    }
}
