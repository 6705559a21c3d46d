package app;

import dev.langchain4j.model.chat.ChatModel;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;

@QuarkusMain
public class Main {
    public static void main(String... arguments) throws Exception {
        Provider.start();
        Quarkus.run(Application.class, arguments);
    }

    public static class Application implements QuarkusApplication {
        @Inject
        ChatModel model;

        @Inject
        Assistant assistant;

        @Override
        public int run(String... arguments) throws Exception {
            System.out.println("answer " + model.chat("question"));
            System.out.println("sum " + assistant.sum("6 times 7").value());
            System.out.println("ready");
            System.in.read();
            Quarkus.asyncExit();
            return 0;
        }
    }
}
