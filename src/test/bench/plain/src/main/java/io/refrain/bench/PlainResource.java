package io.refrain.bench;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The least of what /chat does: an answer that is in the file from the second time on. */
@Path("/chat")
public class PlainResource {
    @Inject
    EntityManager entities;

    public record Question(String prompt) {}

    public record Answer(String content) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Transactional
    public Answer chat(Question question) {
        PlainEntry entry = entities.find(PlainEntry.class, question.prompt());
        if (entry == null) {
            entry = new PlainEntry();
            entry.question = question.prompt();
            entry.answer = "You asked: " + question.prompt();
            entities.persist(entry);
        }
        return new Answer(entry.answer);
    }
}
