package app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

@ApplicationScoped
public class Start {
    /** The server makes log records of what is written to System.out. */
    static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true);

    void start(@Observes @Initialized(ApplicationScoped.class) Object event, Rates rates) {
        OUT.println("answer " + rates.of("EUR").get(0).value());
        OUT.println("ready");
    }
}
