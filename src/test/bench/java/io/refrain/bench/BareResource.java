package io.refrain.bench;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * A floor for the cost of an answer on this stack: parses a question, validates it, and answers the bytes it was given
 * before, all on the event loop, with no key and no cache. Safe for threads.
 */
@Path("/bench/bare")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class BareResource {
    private volatile String answer = "";

    @PUT
    @Consumes(MediaType.TEXT_PLAIN)
    public void remember(String answer) {
        this.answer = answer;
    }

    @POST
    @NonBlocking
    public String answer(BareQuestion question) {
        String prompt = question.prompt();
        if (prompt == null || prompt.isBlank()) {
            throw new BadRequestException("prompt must not be empty");
        }
        return answer;
    }
}
