package app;

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
    CommandLineRunner ask(Rates rates) {
        return arguments -> System.out.println("answer " + rates.of("EUR", "USD") + rates.nothing());
    }
}
