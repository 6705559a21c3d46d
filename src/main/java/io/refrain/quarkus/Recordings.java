package io.refrain.quarkus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.refrain.cassette.Cassette;
import io.refrain.cassette.CassetteException;
import io.refrain.cassette.QuestionBody;
import io.refrain.cassette.RecordedQuestion;
import io.refrain.cassette.Recording;
import io.refrain.cassette.Secrets;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The mode of the service, and its cassette where the mode has one: read when the service starts, written soon after each recording and when the service
 * ends. Safe for use by several threads at once.
 */
@Singleton
public class Recordings {
    private static final Logger LOG = Logger.getLogger("io.refrain.cassette");

    /** What is recorded within this time is written together. */
    private static final long DELAY_MILLIS = 200;

    private final Mode mode;
    private final QuestionBody rules;
    private final @Nullable Cassette cassette;
    private final Executor delayed;
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile boolean closed;

    @Inject
    Recordings(ServiceConfig service, GatewayConfig gateway, ChatConfig chat, ExecutorService workers) {
        this(
                service.mode(),
                service.cassette(),
                new QuestionBody(gateway.ignoredFields()),
                new Secrets(Stream.of(gateway.apiKey(), gateway.messagesApiKey(), chat.apiKey())
                        .flatMap(Optional::stream)
                        .toList()),
                workers);
    }

    /**
     * Opens the cassette, if the mode has one.
     *
     * @param secrets credentials that never are in it
     * @throws ConfigurationException when it cannot be used; names the file and, if it is one, the line
     */
    public Recordings(Mode mode, Optional<Path> file, QuestionBody rules, Secrets secrets, Executor workers) {
        this.mode = mode;
        this.rules = rules;
        this.delayed = CompletableFuture.delayedExecutor(DELAY_MILLIS, TimeUnit.MILLISECONDS, workers);
        try {
            this.cassette = switch (mode) {
                case CACHE -> file.isPresent() ? Cassette.replaying(file.get(), rules) : null;
                case OFF -> null;
                case RECORD -> Cassette.recording(file.orElseThrow(), rules, secrets);
                case REPLAY -> Cassette.replaying(file.orElseThrow(), rules);
            };
        } catch (CassetteException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /** Of the mode that needs none. */
    public static Recordings none() {
        return new Recordings(
                Mode.CACHE, Optional.empty(), new QuestionBody(List.of()), Secrets.UNKNOWN, Runnable::run);
    }

    /** With the start, so that a cassette that cannot be read ends it. */
    void tell(@Observes StartupEvent event) {
        switch (mode) {
            case CACHE -> {
                if (cassette != null) {
                    LOG.infof("What neither the cache nor %s has is asked.", cassette);
                }
            }
            case RECORD -> LOG.infof("All questions are asked, and their answers recorded in %s.", cassette);
            case REPLAY -> LOG.infof("Nobody is asked: all answers come from %s.", cassette);
            case OFF -> LOG.info("All questions are asked: nothing is looked up or stored.");
        }
    }

    /** Where answers come from. */
    public Mode mode() {
        return mode;
    }

    private Cassette open() {
        if (cassette == null) {
            throw new IllegalStateException("There is no cassette in this mode");
        }
        return cassette;
    }

    /** A question as it is recorded. */
    public RecordedQuestion question(String path, ObjectNode body) {
        return new RecordedQuestion(path, rules.of(path, body));
    }

    /** The recording of a question; null when there is none. */
    public @Nullable Recording find(RecordedQuestion question) {
        return open().find(question);
    }

    /** The recording that answers a question which the cache has no answer to: a complete one; null when there is none, or the mode is another. */
    public @Nullable Recording beforeAsking(RecordedQuestion question) {
        Recording found = mode == Mode.CACHE && cassette != null ? cassette.find(question) : null;
        return found != null && found.complete() ? found : null;
    }

    /** Whether there may be recordings that answer before anybody is asked. */
    public boolean areBeforeAsking() {
        return mode == Mode.CACHE && cassette != null;
    }

    /** What to say to whoever asked a question that nobody recorded. Takes its time. */
    public String missing(RecordedQuestion question) {
        return open().missing(question)
                + " Nobody is asked with refrain.mode=replay; refrain.mode=record asks and records.";
    }

    /**
     * Records an answer.
     *
     * @param sent credentials that came with the question
     * @return whether it can be recorded
     */
    public boolean record(Recording heard, Secrets sent) {
        boolean recorded = open().record(heard, sent);
        if (closed) {
            // An answer that came with the end of the service.
            close();
        } else if (recorded && writing.compareAndSet(false, true)) {
            delayed.execute(() -> {
                writing.set(false);
                write();
            });
        }
        return recorded;
    }

    private void write() {
        try {
            open().flush();
        } catch (CassetteException e) {
            LOG.warnf("%s. It is tried again with the next recording, and when the service ends.", e.getMessage());
        }
    }

    @PreDestroy
    public void close() {
        closed = true;
        if (cassette == null) {
            return;
        }
        try {
            cassette.close();
        } catch (CassetteException e) {
            LOG.error(e.getMessage());
        }
        List<String> unused = mode == Mode.REPLAY ? cassette.unused() : List.of();
        if (!unused.isEmpty()) {
            LOG.infof("%d recordings of %s were not asked for: %s", unused.size(), cassette, String.join("; ", unused));
        }
    }
}
