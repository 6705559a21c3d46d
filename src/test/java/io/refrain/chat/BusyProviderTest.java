package io.refrain.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a provider that hangs, limits or fails does to the questions put to it, and what it cannot do to others. */
@QuarkusTest
@TestProfile(BusyProfile.class)
class BusyProviderTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String ANSWER =
            """
            {"id": "1", "model": "m", "choices": [{"finish_reason": "%s", "message": {"role": "assistant", "content": "%s"}}]}
            """;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static int asked;

    @SuppressWarnings("NullAway.Init") // by StandInOpenAi
    WireMockServer openAi;

    @BeforeEach
    void forget() {
        openAi.resetAll();
        // Whatever the test before did, the provider is not left alone.
        answerWith(answer());
        long start = System.nanoTime();
        while (ask(question()).statusCode() != 200) {
            assertTrue(seconds(start) < 60, "the service does not answer");
        }
        openAi.resetRequests();
    }

    @Test
    void post_whileTheProviderHangs_takesNothingElseDown() throws Exception {
        String known = question();
        ask(known).then().statusCode(200);
        openAi.resetRequests();
        answerWith(answer().withFixedDelay(20_000));
        long start = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> hanging = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            hanging.add(send(question(), "application/json"));
        }
        // Those without a place are told at once.
        long refused = 0;
        while (refused < 60 - BusyProfile.CALLS - BusyProfile.QUEUED) {
            assertTrue(seconds(start) < 4.8, refused + " of those without a place were refused in time");
            refused = hanging.stream().filter(CompletableFuture::isDone).count();
            Thread.onSpinWait();
        }
        int asked = openAi.findAll(postRequestedFor(urlEqualTo(PATH))).size();
        assertTrue(asked <= BusyProfile.CALLS, asked + " questions were put to the provider at once");
        ask(known).then().statusCode(200).header("Cache-Status", containsString("hit"));
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200);
        assertTrue(hanging.stream().anyMatch(call -> !call.isDone()), "the others have to be waiting still");

        int timedOut = 0;
        for (CompletableFuture<HttpResponse<String>> call : hanging) {
            HttpResponse<String> response = call.get();
            if (response.statusCode() == 504) {
                timedOut++;
            } else {
                assertEquals(503, response.statusCode(), response.body());
                assertEquals("1", response.headers().firstValue("Retry-After").orElse(""));
                assertTrue(response.body().contains("refrain.chat.max-concurrent-calls"), response.body());
            }
        }
        assertEquals(BusyProfile.CALLS + BusyProfile.QUEUED, timedOut);
        // Also of those that waited for their turn first.
        assertTrue(seconds(start) < 9, "the time limit counts from the arrival: " + seconds(start) + " s");
    }

    @Test
    void post_ofWhatIsLimitedOrFailsAtFirst_isAskedAgain() {
        for (int status : new int[] {429, 500, 502, 503}) {
            openAi.resetAll();
            answerFirst(aResponse().withStatus(status), answer());
            ask(question()).then().statusCode(200).body("content", equalTo("Hi"));
            openAi.verify(exactly(2), postRequestedFor(urlEqualTo(PATH)));
        }
    }

    @Test
    void post_withARetryAfter_waitsThatLong() {
        answerFirst(aResponse().withStatus(429).withHeader("Retry-After", "1"), answer());
        long start = System.nanoTime();
        ask(question()).then().statusCode(200);
        assertTrue(seconds(start) >= 1, "asked again after " + seconds(start) + " s");
    }

    @Test
    void post_withARetryAfterBeyondTheTimeLimit_tellsItAtOnce() {
        answerWith(aResponse().withStatus(429).withHeader("Retry-After", "8"));
        ask(question()).then().statusCode(429).header("Retry-After", "8");
        openAi.verify(exactly(1), postRequestedFor(urlEqualTo(PATH)));
    }

    @Test
    void post_thatIsAtFaultItself_isNotAskedAgain() {
        answerWith(aResponse()
                .withStatus(400)
                .withBody("{\"error\": {\"code\": \"context_length_exceeded\", \"type\": \"invalid_request_error\","
                        + " \"message\": \"Too long for me\"}}"));
        ask(question())
                .then()
                .statusCode(400)
                .contentType(Problem.MEDIA_TYPE)
                .body("provider.name", equalTo("openai"))
                .body("provider.code", equalTo("context_length_exceeded"))
                .body("provider.type", equalTo("invalid_request_error"))
                .body("provider.message", equalTo("Too long for me"));
        openAi.verify(exactly(1), postRequestedFor(urlEqualTo(PATH)));
    }

    @Test
    void post_whileTheProviderIsDown_doesNotAskIt() {
        answerWith(aResponse().withStatus(500));
        Response last = ask(question());
        for (int i = 0; i < BusyProfile.BREAKER && last.statusCode() == 502; i++) {
            last = ask(question());
        }
        last.then().statusCode(503).header("Retry-After", "2").body("detail", containsString("circuit-breaker"));
        openAi.verify(exactly(BusyProfile.BREAKER), postRequestedFor(urlEqualTo(PATH)));
        answerWith(answer());
        long start = System.nanoTime();
        while (ask(question()).statusCode() != 200) {
            assertTrue(seconds(start) < 10, "the provider is never asked again");
        }
    }

    @Test
    void post_answeredWithNothingToBeSeen_isNotStored() {
        for (String content :
                List.of("", " ", "\\u00a0\\u3000", "\\u200b\\u2060\\ufeff", "\\u2028\\n", "\\u2800\\u3164")) {
            answerWith(okJson(ANSWER.formatted("stop", content)));
            String question = question();
            ask(question).then().statusCode(200).header("Cache-Status", not(containsString("stored")));
            ask(question).then().header("Cache-Status", containsString("fwd=miss"));
        }
    }

    @Test
    void post_stoppedForAReasonThatNobodyKnows_passesItOnAndCountsItOnce() {
        answerWith(okJson(ANSWER.formatted("tired", "Hi")));
        for (int i = 0; i < 3; i++) {
            ask(question())
                    .then()
                    .statusCode(200)
                    .header("Cache-Status", not(containsString("stored")))
                    .body("response_metadata.finish_reason", equalTo("tired"));
        }
        given().get("/q/metrics").then().body(containsString("refrain_chat_unknown_finish_reasons_total 1.0"));
    }

    @Test
    void post_ofAThousandEqualQuestionsAtOnce_asksOnce() throws Exception {
        answerWith(answer().withFixedDelay(1_000));
        openAi.stubFor(post(urlEqualTo(PATH))
                .withRequestBody(matchingJsonPath("$[?(@.stream == true)]"))
                .willReturn(aResponse()
                        .withFixedDelay(1_000)
                        .withBody(
                                "data: {\"id\": \"1\", \"model\": \"m\", \"choices\": [{\"delta\": {\"content\": \"Hi\"},"
                                        + " \"finish_reason\": \"stop\"}]}\n\ndata: [DONE]\n\n")));
        String question = question();
        String streamed = question.replace("}", ", \"stream\": true}");
        List<CompletableFuture<HttpResponse<String>>> whole = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> parts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            whole.add(send(question, "application/json"));
            parts.add(send(streamed, "text/event-stream"));
        }
        for (CompletableFuture<HttpResponse<String>> call : whole) {
            assertEquals(200, call.get().statusCode());
        }
        String answer = whole.get(0).join().body();
        assertEquals(
                1, whole.stream().map(call -> call.join().body()).distinct().count());
        for (CompletableFuture<HttpResponse<String>> call : parts) {
            assertEquals(200, call.get().statusCode());
            assertTrue(
                    call.join().body().endsWith("event: answer\ndata: " + answer + "\n\n"),
                    call.join().body());
        }
        openAi.verify(exactly(1), postRequestedFor(urlEqualTo(PATH)));
    }

    @Test
    void post_inPartsWhileAnEqualQuestionIsAskedAnew_hasThePartsOfItsOwnAnswerOnly() throws Exception {
        openAi.resetAll();
        streamWith("again", Scenario.STARTED, "Mine", 2_000);
        streamWith("again", "asked", "Other", 0);
        openAi.stubFor(post(urlEqualTo(PATH))
                .withRequestBody(matchingJsonPath("$[?(@.stream == false)]"))
                .willReturn(okJson(ANSWER.formatted("stop", "Other"))));
        String question = question();
        CompletableFuture<HttpResponse<String>> parts =
                send(question.replace("}", ", \"stream\": true}"), "text/event-stream");
        long start = System.nanoTime();
        while (openAi.getAllScenarios().getScenarios().stream()
                .noneMatch(scenario -> scenario.getState().equals("asked"))) {
            assertTrue(seconds(start) < 10, "the model is not asked");
        }
        given().contentType("application/json")
                .header("Cache-Control", "no-cache")
                .body(question)
                .post("/chat")
                .then()
                .statusCode(200)
                .body("content", equalTo("Other"));
        String followed = parts.get().body();
        assertTrue(followed.startsWith("data: {\"content\":\"Mine\"}\n\nevent: answer\n"), followed);
    }

    private void streamWith(String scenario, String state, String content, int delay) {
        openAi.stubFor(post(urlEqualTo(PATH))
                .inScenario(scenario)
                .whenScenarioStateIs(state)
                .withRequestBody(matchingJsonPath("$[?(@.stream == true)]"))
                .willReturn(aResponse()
                        .withFixedDelay(delay)
                        .withBody("data: {\"id\": \"1\", \"model\": \"m\", \"choices\": [{\"delta\": {\"content\": \""
                                + content + "\"}, \"finish_reason\": \"stop\"}]}\n\ndata: [DONE]\n\n"))
                .willSetStateTo("asked"));
    }

    private void answerFirst(ResponseDefinitionBuilder first, ResponseDefinitionBuilder then) {
        openAi.resetAll();
        openAi.stubFor(post(urlEqualTo(PATH))
                .inScenario("again")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(first)
                .willSetStateTo("better"));
        openAi.stubFor(post(urlEqualTo(PATH))
                .inScenario("again")
                .whenScenarioStateIs("better")
                .willReturn(then));
    }

    private void answerWith(ResponseDefinitionBuilder response) {
        openAi.resetMappings();
        openAi.stubFor(post(urlEqualTo(PATH)).willReturn(response));
    }

    private static ResponseDefinitionBuilder answer() {
        return okJson(ANSWER.formatted("stop", "Hi"));
    }

    private static CompletableFuture<HttpResponse<String>> send(String question, String accept) {
        return CLIENT.sendAsync(
                HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/chat"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .header("Accept", accept)
                        .POST(BodyPublishers.ofString(question))
                        .build(),
                BodyHandlers.ofString());
    }

    private static Response ask(String question) {
        return given().contentType("application/json").body(question).post("/chat");
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** No other test asks this. */
    private static String question() {
        return "{\"prompt\": \"Busy " + ++asked + "\"}";
    }
}
