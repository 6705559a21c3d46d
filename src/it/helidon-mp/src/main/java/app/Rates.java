package app;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CacheResult;

@ApplicationScoped
public class Rates {
    @CacheResult(cacheName = "rates")
    public List<Rate> of(@CacheKey String currency) {
        System.out.println("computed");
        return List.of(new Rate(currency, 42));
    }

    public record Rate(String currency, int value) {}
}
