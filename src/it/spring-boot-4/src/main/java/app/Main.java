package app;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
@EnableCaching
public class Main {
    public static void main(String[] arguments) throws Exception {
        SpringApplication.run(Main.class, arguments);
        System.out.println("ready");
        System.in.read();
    }

    @Bean
    CommandLineRunner ask(Rates rates, MeterRegistry meters) {
        return arguments -> {
            System.out.println("answer " + rates.of("EUR", "USD") + rates.nothing() + rates.jsr("EUR"));
            System.out.println("metrics "
                    + meters.get("cache.gets")
                            .tag("cache", "rates")
                            .functionCounters()
                            .size());
        };
    }
}
