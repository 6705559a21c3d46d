package io.refrain.cdi;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.arc.profile.UnlessBuildProfile;
import io.refrain.langchain4j.CachedAnswers;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Singleton;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Models that answer once in Weld. */
class CachedAnswersInWeldTest extends CachedAnswersContract {
    private SeContainer container;

    @BeforeEach
    void start() {
        container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(BEANS)
                .initialize();
    }

    @AfterEach
    void end() {
        container.close();
    }

    @Override
    Asking asking() {
        return container.select(Asking.class).get();
    }

    @UnlessBuildProfile("test") // not in the tests of the service
    @Singleton
    static class Mistaken {
        @Produces
        @CachedAnswers
        String model() {
            return "none";
        }
    }

    @Test
    void container_withAnAnnotationOnSomethingElse_saysWhatItGoesOn() {
        SeContainerInitializer mistaken =
                SeContainerInitializer.newInstance().disableDiscovery().addBeanClasses(Mistaken.class);
        String said = assertThrows(RuntimeException.class, mistaken::initialize).toString();
        assertTrue(said.contains("Mistaken.model") && said.contains("dev.langchain4j.model.chat.ChatModel"), said);
    }
}
