package io.refrain.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the header of a request is read. */
class CacheControlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | false,false,false,-1,-1,-1,-1",
                "no-cache | true,false,false,-1,-1,-1,-1",
                "No-Store , max-age = 5 | false,true,false,5,-1,-1,-1",
                "only-if-cached | false,false,true,-1,-1,-1,-1",
                "max-age=\"7\" | false,false,false,7,-1,-1,-1",
                "max-age | false,false,false,0,-1,-1,-1",
                "max-age=soon | false,false,false,0,-1,-1,-1",
                "max-age=-1 | false,false,false,0,-1,-1,-1",
                "max-age=99999999999999999999 | false,false,false,2147483647,-1,-1,-1",
                "min-fresh=3,max-stale | false,false,false,-1,3,2147483647,-1",
                "max-stale=4 | false,false,false,-1,-1,4,-1",
                "stale-if-error | false,false,false,-1,-1,-1,2147483647",
                "stale-if-error=60, x=\"y, no-cache\" | false,false,false,-1,-1,-1,60",
                ",;=,\u0000,no-cach\u00e9 | false,false,false,-1,-1,-1,-1",
            })
    void of_aLine_isWhatItAsksFor(String line, String expected) {
        CacheControl asked = CacheControl.of(List.of(line));
        assertEquals(
                expected.strip(),
                String.join(
                        ",",
                        List.of(
                                "" + asked.noCache(),
                                "" + asked.noStore(),
                                "" + asked.onlyIfCached(),
                                "" + asked.maxAge(),
                                "" + asked.minFresh(),
                                "" + asked.maxStale(),
                                "" + asked.staleIfError())));
    }

    @Test
    void of_severalLines_isAllOfThem() {
        assertEquals(CacheControl.of(List.of("no-cache, no-store")), CacheControl.of(List.of("no-cache", "no-store")));
    }
}
