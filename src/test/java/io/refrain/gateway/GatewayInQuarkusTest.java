package io.refrain.gateway;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.refrain.chat.OpenAiProfile;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

/** The gateway in the service, in front of the server that /chat asks, and beside that. */
@QuarkusTest
@TestProfile(OpenAiProfile.class)
class GatewayInQuarkusTest {
    private static final String PATH = "/v1/chat/completions";

    @SuppressWarnings("NullAway.Init") // by StandInOpenAi
    WireMockServer openAi;

    @Test
    void post_ofAnEqualQuestion_asksTheServerOfChatOnce() {
        openAi.resetAll();
        openAi.stubFor(post(urlEqualTo(PATH)).willReturn(okJson(Recorded.CHAT_WHOLE)));
        String question = "{\"model\": \"m\", \"tools\": [{}], \"x\": \"" + "y".repeat(20_000) + "\"}";
        for (String status : new String[] {"refrain; fwd=miss; stored", "refrain; hit"}) {
            given().contentType("application/json")
                    .header("Authorization", "Bearer caller")
                    .body(question)
                    .post(PATH)
                    .then()
                    .statusCode(200)
                    .header("Cache-Status", startsWith(status))
                    .body(Matchers.equalTo(Recorded.CHAT_WHOLE));
        }
        openAi.verify(
                exactly(1), postRequestedFor(urlEqualTo(PATH)).withHeader("Authorization", equalTo("Bearer caller")));
        given().get("/q/metrics")
                .then()
                .body(Matchers.containsString("refrain_gateway_hits_total{endpoint=\"chat_completions\",model=\"m\"}"));
    }

    @Test
    void get_ofWhatIsNotOurs_isAnsweredAsBefore() {
        given().get("/v2").then().statusCode(404).contentType("application/problem+json");
    }
}
