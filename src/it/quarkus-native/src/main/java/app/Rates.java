package app;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import javax.cache.annotation.CacheResult;

@ApplicationScoped
public class Rates {
    @CacheResult(cacheName = "rates")
    public List<Rate> of(Pair pair) {
        System.out.println("computed");
        return List.of(new Rate(pair, 42));
    }

    public record Pair(String from, String to) {}

    public record Rate(Pair pair, int value) {}
}
