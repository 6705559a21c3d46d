package app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;

@QuarkusMain
public class Main implements QuarkusApplication {
    @Inject
    Rates rates;

    @Override
    public int run(String... arguments) throws Exception {
        System.out.println(
                "answer " + rates.of(new Rates.Pair("EUR", "USD")).get(0).value());
        System.out.println("ready");
        System.in.read();
        Quarkus.asyncExit();
        return 0;
    }
}
