package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresqlDriverTest {
    static List<String> needed() {
        return PostgresqlDriver.needed();
    }

    @Test
    void source_whereAllIsThere_opensStorages() {
        assertInstanceOf(PostgresqlStorage.class, PostgresqlDriver.source());
    }

    @ParameterizedTest
    @MethodSource("needed")
    void requireThere_withoutOneOfThem_saysWhichAndWhatToAdd(String missing) {
        CacheException told =
                assertThrows(CacheException.class, () -> PostgresqlDriver.requireThere(name -> !name.equals(missing)));
        Stream.of(missing, "org.postgresql:postgresql", "io.agroal:agroal-pool")
                .forEach(each -> assertTrue(told.toString().contains(each), told::toString));
    }
}
