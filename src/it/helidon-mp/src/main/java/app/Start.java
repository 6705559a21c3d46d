package app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;

@ApplicationScoped
public class Start {
    void start(@Observes @Initialized(ApplicationScoped.class) Object event, Rates rates) {
        System.out.println("answer " + rates.of("EUR").get(0).value());
        System.out.println("ready");
    }
}
