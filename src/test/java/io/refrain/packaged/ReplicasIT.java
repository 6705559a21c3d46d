package io.refrain.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer.Shutdown;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two services whose answers are in one PostgreSQL database, as behind a load balancer. */
@NeedsPostgres
class ReplicasIT extends ReplicasContract {
    private static PostgresServer database;

    @BeforeAll
    static void start() throws Exception {
        database = PostgresServer.with("fsync=off");
        services = new PackagedService[] {service(), service()};
    }

    @AfterAll
    static void stop() throws Exception {
        close();
        database.close();
    }

    private static PackagedService service() throws Exception {
        return service(
                PackagedService.APPLICATION,
                Map.of(
                        "REFRAIN_URI",
                        database.uri(),
                        "REFRAIN_POSTGRESQL_USER",
                        database.user(),
                        "REFRAIN_POSTGRESQL_PASSWORD",
                        database.password()));
    }

    @Override
    PackagedService another() throws Exception {
        return service();
    }

    @Test
    void questions_thatAreEqualAndAtOnce_areOneCall() throws Exception {
        answering();
        List<HttpResponse<String>> answers =
                atOnce(40, () -> chat(services[0], "same chat"), () -> chat(services[1], "same chat"));
        assertEquals(1, answers.stream().map(HttpResponse::body).distinct().count());
        asked(1, "same chat");

        answers = atOnce(40, () -> v1(services[0], "same v1"), () -> v1(services[1], "same v1"));
        assertEquals(1, answers.stream().map(HttpResponse::body).distinct().count());
        asked(1, "same v1");
    }

    @Test
    void questions_whileTheDatabaseIsDown_areAnsweredByReadyReplicas_andStoredAgainAfterwards() throws Exception {
        answering();
        chat(services[0], "before");
        database.stop(Shutdown.FAST);
        PackagedService late = service();
        PackagedService[] all = {services[0], services[1], late};
        for (PackagedService service : all) {
            HttpResponse<String> answer = chat(service, "meanwhile");
            assertTrue(cacheStatus(answer).startsWith("refrain; fwd=miss; key="), cacheStatus(answer));
            v1(service, "meanwhile too");
            HttpResponse<String> ready = service.get("/q/health/ready");
            assertEquals(200, ready.statusCode(), ready.body());
            assertTrue(ready.body().contains("cannot be used at the moment"), ready.body());
            assertFalse(ready.body().contains(database.password()), ready.body());
            assertFalse(service.log().contains(database.password()), "the password is in the log");
        }

        database.start();
        for (PackagedService service : all) {
            while (service.get("/q/health/ready").body().contains("cannot be used at the moment")) {
                Thread.onSpinWait();
            }
        }
        assertTrue(cacheStatus(chat(late, "before")).startsWith("refrain; hit"));
        late.close();
        // Until whose answers are whose is known again, each has its own.
        int number = 0;
        do {
            number++;
            v1(services[0], "again " + number);
        } while (!cacheStatus(v1(services[1], "again " + number)).startsWith("refrain; hit"));
        chat(services[0], "afterwards");
        assertTrue(cacheStatus(chat(services[1], "afterwards")).startsWith("refrain; hit"));
        asked(1, "afterwards");
    }
}
