package app;

import java.math.BigDecimal;
import javax.cache.annotation.CacheResult;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

@Service
public class Rates {
    @Cacheable("rates")
    public BigDecimal of(String currency, String other) {
        System.out.println("computed");
        return new BigDecimal(42);
    }

    /** By the annotation of the JSR, which Spring knows, too. */
    @CacheResult(cacheName = "rates")
    public String jsr(String currency) {
        System.out.println("computed");
        return currency;
    }

    @Cacheable("rates")
    public String nothing() {
        return null;
    }
}
