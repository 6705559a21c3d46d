package app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RatesTest {
    @Inject
    Rates rates;

    @Test
    void of_twice_isAskedOnce() {
        assertEquals(rates.of("USD"), rates.of("USD"));
        assertEquals(1, Rates.CALLS.get());
    }
}
