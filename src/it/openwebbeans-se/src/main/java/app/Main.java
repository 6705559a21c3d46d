package app;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;

public final class Main {
    public static void main(String[] arguments) throws Exception {
        System.setProperty("refrain.uri", "refrain:sqlite:rates.db");
        try (SeContainer container = SeContainerInitializer.newInstance().initialize()) {
            System.out.println("answer "
                    + container.select(Rates.class).get().of("EUR").get(0).value());
            System.out.println("ready");
            System.in.read();
        }
    }
}
