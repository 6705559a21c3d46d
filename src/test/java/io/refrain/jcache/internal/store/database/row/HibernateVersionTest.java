package io.refrain.jcache.internal.store.database.row;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HibernateVersionTest {

    @Test
    void requireFitting_ofTheOneThatIsThere_isSilent() {
        HibernateVersion.requireFitting();
    }

    @ParameterizedTest
    @CsvSource({
        "6.6.33.Final, false",
        "6.6.33.Final, true",
        "7.0.0.Final, true",
        "7.3.1-SNAPSHOT, true",
        "[WORKING], true"
    })
    void requireFitting_whatFits_isSilent(String version, boolean persistence32) {
        HibernateVersion.requireFitting(version, persistence32);
    }

    @ParameterizedTest
    @CsvSource({"6.3.2.Final, true", "5.6.15.Final, false", "7.2.14.Final, false"})
    void requireFitting_whatDoesNot_namesBothVersionsAndTheRemedy(String version, boolean persistence32) {
        String said = assertThrows(CacheException.class, () -> HibernateVersion.requireFitting(version, persistence32))
                .toString();
        assertTrue(said.contains(version), said);
        assertTrue(said.contains("needs Hibernate ORM 6.6 or 7.x"), said);
        assertTrue(said.contains("Set the version of org.hibernate.orm:hibernate-core"), said);
        assertTrue(said.contains("on the heap"), said);
    }

    @Test
    void unfit_afterALinkageError_keepsItAsTheCause() {
        NoSuchMethodError cause = new NoSuchMethodError("gone");
        CacheException failure = HibernateVersion.unfit(cause);
        assertSame(cause, failure.getCause());
        assertTrue(failure.toString().contains("gone"), failure::toString);
    }
}
