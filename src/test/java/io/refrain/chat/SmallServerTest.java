package io.refrain.chat;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;

/** What a service does at its bounds, and with answers that are not fresh. */
@QuarkusTest
@TestProfile(SmallServerProfile.class)
class SmallServerTest {
    @Inject
    ExecutorService workers;

    @Inject
    CacheManager caches;

    @Test
    void get_ofAnOlderAnswer_tellsItsAgeAndHowLongItLives() {
        String prompt = unique();
        ask(prompt)
                .then()
                .header("Cache-Status", startsWith("refrain; fwd=miss; stored; key="))
                .header("Age", (String) null);
        Cache<Object, Object> cache = caches.getCache(ChatResource.CACHE);
        for (Cache.Entry<Object, Object> entry : cache) {
            StoredAnswer fresh = (StoredAnswer) entry.getValue();
            if (fresh.answer().content().contains(prompt)) {
                cache.put(
                        entry.getKey(),
                        new StoredAnswer(fresh.answer(), fresh.createdAt().minusSeconds(100)));
            }
        }
        Response hit = ask(prompt);
        int age = Integer.parseInt(hit.header("Age"));
        assertTrue(age >= 100 && age < 160, "Age: " + age);
        // The entry was written just now, whatever the answer says of itself.
        String status = hit.header("Cache-Status");
        assertTrue(status.matches("refrain; hit; ttl=3(600|5\\d\\d); key=.*"), status);
    }

    @Test
    void post_aboveTheBoundOfQuestions_isA413Problem() {
        tooLong(SmallServerProfile.LONGEST_QUESTION + 1)
                .then()
                .body("allowed", containsString(SmallServerProfile.LONGEST_QUESTION + " bytes"));
    }

    @Test
    void post_aboveTheBoundOfTheServer_isA413Problem() {
        tooLong(SmallServerProfile.LONGEST_BODY + 1);
        tooLong(100 * SmallServerProfile.LONGEST_BODY);
    }

    @Test
    void post_ofUnknownLengthAboveTheBounds_isA413Problem() throws Exception {
        for (int length : new int[] {SmallServerProfile.LONGEST_QUESTION + 1, SmallServerProfile.LONGEST_BODY + 1}) {
            byte[] body = "a".repeat(length).getBytes(StandardCharsets.UTF_8);
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/chat"))
                                    .timeout(Duration.ofSeconds(10))
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                                    .build(),
                            BodyHandlers.ofString());
            assertEquals(413, response.statusCode(), "length " + length);
            assertEquals(
                    Problem.MEDIA_TYPE,
                    response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", ""),
                    "length " + length);
        }
    }

    @Test
    void get_ofAHitWhileAllWorkersAreBusy_isAnswered() throws Exception {
        String prompt = unique();
        ask(prompt).then().statusCode(200);
        CountDownLatch busy = new CountDownLatch(SmallServerProfile.WORKERS);
        CountDownLatch done = new CountDownLatch(1);
        try {
            for (int i = 0; i < SmallServerProfile.WORKERS; i++) {
                workers.execute(() -> {
                    busy.countDown();
                    try {
                        done.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            assertTrue(busy.await(10, TimeUnit.SECONDS), "the workers are not busy");
            HttpResponse<String> hit = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            RestAssured.baseURI + ":" + RestAssured.port + "/chat?prompt=" + prompt))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            BodyHandlers.ofString());
            assertEquals(200, hit.statusCode());
            assertTrue(hit.headers().firstValue("Cache-Status").orElse("").startsWith("refrain; hit"));
        } finally {
            done.countDown();
        }
    }

    private static Response tooLong(int length) {
        String frame = "{\"prompt\": \"\"}";
        Response response = given().contentType("application/json")
                .body(frame.replace("\"\"", "\"" + "a".repeat(length - frame.length()) + "\""))
                .post("/chat");
        response.then().statusCode(413).contentType(Problem.MEDIA_TYPE).body("status", equalTo(413));
        return response;
    }

    private static Response ask(String prompt) {
        return given().queryParam("prompt", prompt).get("/chat");
    }

    private static String unique() {
        return UUID.randomUUID().toString();
    }
}
