package io.refrain.chat;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rows of the README's table of HTTP's cache language, with answers that are fresh for an hour. */
@QuarkusTest
@TestProfile(DemoProfile.class)
class CacheLanguageTest {
    private static final Pattern KEY = Pattern.compile("key=\"([0-9a-f]{64})\"");

    private final String prompt = UUID.randomUUID().toString();

    @Test
    void ask_withNoCache_asksTheModelAndReplacesTheAnswer() {
        String first = id(ask());
        String second = id(status(ask("no-cache"), "refrain; fwd=request; stored"));
        assertNotEquals(first, second);
        assertEquals(second, id(status(ask(), "refrain; hit")));
    }

    @Test
    void ask_withNoStore_goesPastTheCache() {
        status(ask("no-store"), "refrain; fwd=bypass; key=");
        String stored = id(status(ask(), "refrain; fwd=miss; stored"));
        assertNotEquals(stored, id(status(ask("no-store"), "refrain; fwd=bypass; key=")));
        assertEquals(stored, id(status(ask(), "refrain; hit")));
    }

    @Test
    void ask_withMaxAge_takesAnAnswerThatIsNotOlder() {
        String first = id(ask());
        assertEquals(first, id(status(ask("max-age=3600"), "refrain; hit")));
        assertNotEquals(first, id(status(ask("max-age=0"), "refrain; fwd=request; stored")));
    }

    @Test
    void ask_withMinFresh_takesAnAnswerThatStaysFresh() {
        ask();
        status(ask("min-fresh=60"), "refrain; hit");
        status(ask("min-fresh=3601"), "refrain; fwd=request; stored");
    }

    @Test
    void ask_withOnlyIfCached_isAHitOrA504() {
        ask("only-if-cached")
                .then()
                .statusCode(504)
                .contentType("application/problem+json")
                .body("detail", not(blankOrNullString()));
        ask();
        status(ask("only-if-cached"), "refrain; hit");
        ask("only-if-cached, no-cache").then().statusCode(504);
        ask("only-if-cached, max-age=0").then().statusCode(504);
    }

    @Test
    void hit_tellsTimeToLiveAgeAndKey() {
        Matcher miss = KEY.matcher(ask().header("Cache-Status"));
        ask().then()
                .header("Cache-Status", matchesPattern("refrain; hit; ttl=3(600|59\\d); key=\"[0-9a-f]{64}\""))
                .header("Cache-Status", matchesPattern(".*" + (miss.find() ? miss.group(1) : "none") + ".*"))
                .header("Age", matchesPattern("\\d+"));
    }

    @Test
    void get_withTheTagOfTheAnswer_isA304WithoutIt() {
        String tag = ask().header("ETag");
        for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
            question()
                    .header("If-None-Match", known)
                    .get("/chat")
                    .then()
                    .statusCode(304)
                    .header("ETag", tag)
                    .header("Cache-Status", startsWith("refrain; hit"))
                    .header("Age", matchesPattern("\\d+"))
                    .header("Vary", equalTo("Accept"))
                    .body(equalTo(""));
        }
        question()
                .header("If-None-Match", "\"x\"")
                .get("/chat")
                .then()
                .statusCode(200)
                .header("ETag", tag);
    }

    @Test
    void get_ofANewAnswer_isA200WhateverTheClientHas() {
        question().header("If-None-Match", "*, \"x\"").get("/chat").then().statusCode(200);
        String tag = ask().header("ETag");
        question()
                .header("Cache-Control", "no-cache")
                .header("If-None-Match", tag)
                .get("/chat")
                .then()
                .statusCode(200)
                .header("ETag", not(equalTo(tag)));
    }

    @Test
    void get_asText_hasATagOfItsOwn() {
        assertNotEquals(
                ask().header("ETag"),
                question().accept("text/plain").get("/chat").header("ETag"));
    }

    @Test
    void post_withTheTagOfTheAnswer_isA412() {
        String tag = ask().header("ETag");
        given().contentType("application/json")
                .header("If-None-Match", tag)
                .body("{\"prompt\": \"" + prompt + "\"}")
                .post("/chat")
                .then()
                .statusCode(412)
                .contentType("application/problem+json")
                .body("field", equalTo("If-None-Match"));
    }

    @Test
    void delete_ofAQuestion_removesItsAnswerAlone() {
        String other =
                given().queryParam("prompt", prompt + " other").get("/chat").path("id");
        ask();
        question().delete("/chat").then().statusCode(204);
        question().delete("/chat").then().statusCode(404).contentType("application/problem+json");
        status(ask(), "refrain; fwd=miss; stored");
        assertEquals(
                other,
                given().queryParam("prompt", prompt + " other").get("/chat").path("id"));
    }

    @Test
    void delete_ofTheSameBody_removesItsAnswer() {
        ask();
        given().contentType("application/json")
                .body("{\"prompt\": \"" + prompt + "\"}")
                .delete("/chat")
                .then()
                .statusCode(204);
        status(ask(), "refrain; fwd=miss; stored");
    }

    @Test
    void delete_ofAKey_removesItsAnswer() {
        Matcher key = KEY.matcher(ask().header("Cache-Status"));
        given().queryParam("key", key.find() ? key.group(1) : "none")
                .delete("/chat")
                .then()
                .statusCode(204);
        status(ask(), "refrain; fwd=miss; stored");
    }

    @Test
    void delete_ofWhatIsNoKeyOrQuestion_isAProblemThatNamesIt() {
        given().queryParam("key", "abc").delete("/chat").then().statusCode(400).body("field", equalTo("key"));
        question().queryParam("key", "0".repeat(64)).delete("/chat").then().statusCode(400);
        given().delete("/chat").then().statusCode(400).body("field", equalTo("prompt"));
    }

    @Test
    void problem_hasNoTagAndNoAge() {
        given().get("/chat").then().statusCode(400).header("ETag", nullValue()).header("Age", nullValue());
    }

    private Response ask(String... cacheControl) {
        RequestSpecification question = question();
        for (String each : cacheControl) {
            question.header("Cache-Control", each);
        }
        return question.get("/chat");
    }

    private RequestSpecification question() {
        return given().queryParam("prompt", prompt);
    }

    private static Response status(Response response, String expected) {
        response.then().statusCode(200).header("Cache-Status", startsWith(expected));
        return response;
    }

    private static String id(Response response) {
        return response.path("id");
    }
}
