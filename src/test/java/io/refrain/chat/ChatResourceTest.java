package io.refrain.chat;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What /chat answers and refuses, with the built-in model. */
@QuarkusTest
@TestProfile(DemoProfile.class)
class ChatResourceTest {
    private static final String HIT = "refrain; hit; ttl=3(600|59\\d); key=\"[0-9a-f]{64}\"";

    @Inject
    CacheManager caches;

    @Test
    void post_ofANewQuestion_isAnsweredInTheShapeOfAnAiMessage() {
        Response answer = post(Map.of("prompt", unique("Tell me a joke")));
        assertTrue(
                answer.asString()
                        .matches("\\{\"id\":\"[^\"]+\",\"content\":\".+\",\"response_metadata\":\\{\"token_usage\":\\{"
                                + "\"prompt_tokens\":\\d+,\"completion_tokens\":\\d+,\"total_tokens\":\\d+},"
                                + "\"model_name\":\"demo\",\"system_fingerprint\":null,\"finish_reason\":\"stop\","
                                + "\"logprobs\":null}}"),
                answer.asString());
        answer.then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Status", startsWith("refrain; fwd=miss; stored; key="))
                .header("Age", nullValue());
    }

    @Test
    void post_ofAnEqualQuestion_isAnsweredByteForByteFromTheCache() {
        Map<String, Object> question = Map.of("prompt", unique("Tell me a joke"), "temperature", 0.5);
        Response miss = post(question);
        Response hit = post(question);
        assertArrayEquals(miss.asByteArray(), hit.asByteArray());
        hit.then().statusCode(200).header("Cache-Status", matchesPattern(HIT)).header("Age", matchesPattern("\\d+"));
        assertEquals(miss.contentType(), hit.contentType());
    }

    @Test
    void post_ofAnEqualQuestionSaidOtherwise_isAHit() {
        String prompt = unique("Hello");
        post(Map.of("prompt", prompt, "system", "Be brief"));
        post(Map.of(
                        "messages",
                        List.of(
                                Map.of("role", "system", "content", "Be brief"),
                                Map.of("role", "user", "content", prompt))))
                .then()
                .header("Cache-Status", matchesPattern(HIT));
    }

    @Test
    void post_ofAQuestionThatDiffersInAnyField_isAMiss() {
        String prompt = unique("Hello");
        post(Map.of("prompt", prompt));
        for (Map.Entry<String, Object> field : Map.<String, Object>of(
                        "system",
                        "s",
                        "model",
                        "m",
                        "temperature",
                        0,
                        "top_p",
                        1,
                        "max_tokens",
                        5,
                        "stop",
                        "x",
                        "seed",
                        0)
                .entrySet()) {
            post(Map.of("prompt", prompt, field.getKey(), field.getValue()))
                    .then()
                    .statusCode(200)
                    .header("Cache-Status", startsWith("refrain; fwd=miss; stored; key="));
        }
    }

    @Test
    void get_ofAQuestionThatWasPosted_isAHit() {
        String prompt = unique("Grüße & \"mehr\"?");
        Response miss = post(Map.of("prompt", prompt, "temperature", 1, "seed", 7));
        Response hit = given().queryParam("prompt", prompt)
                .queryParam("temperature", "1.0")
                .queryParam("seed", "7")
                .get("/chat");
        hit.then().statusCode(200).header("Cache-Status", matchesPattern(HIT));
        assertArrayEquals(miss.asByteArray(), hit.asByteArray());
    }

    @Test
    void get_ofANewQuestion_isStored() {
        RequestSpecification question = given().queryParam("prompt", unique("Hello"));
        question.get("/chat")
                .then()
                .statusCode(200)
                .header("Cache-Status", startsWith("refrain; fwd=miss; stored; key="));
    }

    @Test
    void get_asText_isTheContentAloneAndTheSameEntry() {
        String prompt = unique("Größe");
        String content = post(Map.of("prompt", prompt)).path("content");
        given().queryParam("prompt", prompt)
                .accept("text/plain")
                .get("/chat")
                .then()
                .statusCode(200)
                .contentType(containsString("text/plain"))
                .header("Cache-Status", matchesPattern(HIT))
                .body(equalTo(content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json;q=0.9,text/plain;q=0.1"})
    void get_fromABrowserOrCurl_isJson(String accept) {
        given().queryParam("prompt", "Hello")
                .accept(accept)
                .get("/chat")
                .then()
                .statusCode(200)
                .contentType("application/json");
    }

    @Test
    void post_ofManyEqualQuestionsAtOnce_asksTheModelOnce() throws Exception {
        Map<String, Object> question = Map.of("prompt", unique("Tell me a joke"));
        ExecutorService askers = Executors.newFixedThreadPool(10);
        try {
            List<Callable<Response>> calls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                calls.add(() -> post(question));
            }
            List<String> bodies = new ArrayList<>();
            List<String> statuses = new ArrayList<>();
            for (Future<Response> asked : askers.invokeAll(calls)) {
                bodies.add(asked.get().asString());
                statuses.add(asked.get().header("Cache-Status"));
            }
            assertEquals(1, bodies.stream().distinct().count(), bodies.toString());
            assertEquals(
                    1,
                    statuses.stream()
                            .filter(status -> status.startsWith("refrain; fwd=miss; stored"))
                            .count(),
                    statuses.toString());
            assertTrue(
                    statuses.stream().anyMatch(status -> status.startsWith("refrain; fwd=miss; collapsed")),
                    statuses.toString());
        } finally {
            askers.shutdownNow();
        }
    }

    @Test
    void demo_askedForNoJoke_saysWhatItIsAndWhatItWasAsked() {
        String prompt = unique("How are you");
        post(Map.of("prompt", prompt))
                .then()
                .body("content", containsString("demo"))
                .body("content", containsString(prompt));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prompt | {}",
                "messages | {\"prompt\": \"a\", \"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}",
                "messages[0].role | {\"messages\": [{\"role\": \"robot\", \"content\": \"a\"}]}",
                "stream | {\"prompt\": \"a\", \"stream\": true}",
                "temperature | {\"prompt\": \"a\", \"temperature\": 3}",
                "max_tokens | {\"prompt\": \"a\", \"max_tokens\": \"ten\"}",
            })
    void post_ofAFieldThatIsWrong_isAProblemThatNamesIt(String field, String body) {
        problem(given().contentType("application/json").body(body).post("/chat"), 400)
                .then()
                .body("field", equalTo(field))
                .body("allowed", not(blankOrNullString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"prompt\": \"a\", \"prompt\": \"b\"}", "{\"prompt\": \"a\"} 1"})
    void post_ofWhatIsNoObject_isAProblem(String body) {
        problem(given().contentType("application/json").body(body).post("/chat"), 400);
    }

    @Test
    void post_withoutABody_isAProblem() {
        problem(given().contentType("application/json").post("/chat"), 400);
    }

    @Test
    void post_ofATooLongBody_isA413() {
        problem(post(Map.of("prompt", "a".repeat(10_000))), 413).then().body("allowed", containsString("10000 bytes"));
    }

    @Test
    void get_withoutAPrompt_isAProblemThatNamesIt() {
        problem(given().get("/chat"), 400).then().body("field", equalTo("prompt"));
    }

    @Test
    void get_asTextOfABadQuestion_isStillAProblem() {
        problem(given().accept("text/plain").get("/chat"), 400);
    }

    @Test
    void put_isA405ThatSaysWhatIsAllowed() {
        problem(given().contentType("application/json").body("{}").put("/chat"), 405);
    }

    @Test
    void get_ofAnUnknownPath_isA404() {
        problem(given().get("/chats"), 404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | text/plain | ''",
                "200 | '' | text/plain",
                "200 | '' | ','",
                "200 | */* | ''",
                "200 | image/png,, | application/json",
                "406 | image/png | ''",
                "406 | application/json;q=0 | ''",
                "400 | '' | text",
            })
    void get_withSeveralAcceptLines_takesThemAsOneList(int status, String first, String second) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/chat?prompt=a"))
                                .version(HttpClient.Version.HTTP_1_1)
                                .timeout(Duration.ofSeconds(10))
                                .header("Accept", first)
                                .header("Accept", second)
                                .build(),
                        BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer.body());
    }

    @Test
    void get_asAnImage_isA406() {
        problem(given().queryParam("prompt", "a").accept("image/png").get("/chat"), 406);
    }

    @Test
    void post_ofAForm_isA415() {
        problem(given().formParam("prompt", "a").post("/chat"), 415);
    }

    @Test
    void post_withABrokenCache_isStillAnswered_andStoredAgainForAsLong() {
        Map<String, Object> question = Map.of("prompt", unique("Hello"));
        post(question).then().header("Cache-Status", startsWith("refrain; fwd=miss; stored; key="));
        caches.destroyCache("chat");
        post(question).then().statusCode(200);
        post(question).then().statusCode(200).header("Cache-Status", matchesPattern(HIT));
    }

    @Test
    void metrics_afterAMissAndAHit_countThem() {
        Map<String, Object> question = Map.of("prompt", unique("Hello"));
        double hits = metric("refrain_chat_hits_total");
        double misses = metric("refrain_chat_misses_total");
        double stored = metric("refrain_chat_stored_total");
        post(question);
        post(question);
        assertEquals(hits + 1, metric("refrain_chat_hits_total"));
        assertEquals(misses + 1, metric("refrain_chat_misses_total"));
        assertEquals(stored + 1, metric("refrain_chat_stored_total"));
        String all = given().get("/q/metrics").asString();
        for (String name : List.of("refused", "collapsed", "store_failures")) {
            assertTrue(all.contains("refrain_chat_" + name + "_total"), all);
        }
        assertTrue(
                all.contains(
                        "refrain_chat_model_latency_seconds_count{model=\"demo\",outcome=\"answered\",provider=\"demo\"}"),
                all);
    }

    @Test
    void openapi_describesTheQuestionAndTheAnswerAsTheyAreSent() {
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("paths.'/chat'.post.responses", hasKey("200"))
                .body("paths.'/chat'.post.responses", hasKey("400"))
                .body("paths.'/chat'.post.responses", hasKey("413"))
                .body("paths.'/chat'.post.responses", hasKey("503"))
                .body("paths.'/chat'.get.parameters.name", hasItem("prompt"))
                .body("components.schemas.Question.properties", hasKey("prompt"))
                .body("components.schemas.Question.properties", hasKey("messages"))
                .body("components.schemas.Question.properties", hasKey("top_p"))
                .body("components.schemas.Question.properties", not(hasKey("turns")))
                .body("components.schemas.Answer.properties", hasKey("response_metadata"))
                .body("components.schemas", not(hasKey("StoredAnswer")));
        given().get("/q/openapi?format=yaml").then().statusCode(200).body(startsWith("---\nopenapi: "));
        assertInstanceOf(
                BuiltApiDocument.class,
                Arc.container().select(OpenApiDocumentService.class).get());
    }

    private static Response problem(Response response, int status) {
        response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .header("Cache-Status", nullValue())
                .body("type", equalTo("about:blank"))
                .body("title", notNullValue())
                .body("status", equalTo(status))
                .body("detail", not(blankOrNullString()));
        return response;
    }

    private static Response post(Map<String, Object> question) {
        return given().contentType("application/json").body(question).post("/chat");
    }

    private static double metric(String name) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** No other test asks this. */
    private static String unique(String prompt) {
        return prompt + " " + UUID.randomUUID();
    }
}
