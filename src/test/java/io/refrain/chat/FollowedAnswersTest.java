package io.refrain.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That a streamed answer is that of one call, whoever else asks the same question meanwhile. */
@QuarkusTest
@TestProfile(Chatterbox.Profile.class)
class FollowedAnswersTest {
    private static final Pattern PART = Pattern.compile("data: \\{\"content\":\"([^\"]*)\"\\}\n");
    private static final Pattern WHOLE = Pattern.compile("event: answer\ndata: .*\"content\":\"([^\"]*)\"");
    private static final int CLIENTS = 16;
    private static final int QUESTIONS = 250;

    @Test
    void streams_ofAQuestionThatIsAskedAllTheTimeAndNeverStored_haveThePartsOfTheirOwnAnswer() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<List<String>>> asking = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            Random random = new Random(client);
            asking.add(clients.submit((Callable<List<String>>) () -> torn(random)));
        }
        List<String> torn = new ArrayList<>();
        for (Future<List<String>> each : asking) {
            torn.addAll(each.get());
        }
        clients.shutdown();
        assertEquals(List.of(), torn, torn.size() + " of " + CLIENTS * QUESTIONS);
    }

    /** What is not one answer from its first part to its last. */
    private static List<String> torn(Random random) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<String> torn = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            boolean streamed = random.nextInt(4) > 0;
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/chat"))
                    .header("Content-Type", "application/json")
                    .header("Accept", streamed ? "text/event-stream" : "application/json")
                    .POST(BodyPublishers.ofString("{\"prompt\": \"And?\"" + (streamed ? ", \"stream\": true}" : "}")));
            if (random.nextInt(8) == 0) {
                request.header("Cache-Control", "no-cache");
            }
            String body = client.send(request.build(), BodyHandlers.ofString()).body();
            if (streamed && !told(PART, body).equals(told(WHOLE, body))) {
                torn.add(body);
            }
        }
        return torn;
    }

    private static String told(Pattern pattern, String body) {
        StringBuilder told = new StringBuilder();
        pattern.matcher(body)
                .results()
                .map((MatchResult found) -> found.group(1))
                .forEach(told::append);
        return told.toString();
    }
}
