package app;

import java.math.BigDecimal;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

@Service
public class Rates {
    @Cacheable("rates")
    public BigDecimal of(String currency, String other) {
        System.out.println("computed");
        return new BigDecimal(42);
    }

    @Cacheable("rates")
    public String nothing() {
        return null;
    }
}
