package io.refrain.jcache;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import org.junit.jupiter.api.Nested;

/** The contracts of caches, in a PostgreSQL database with a heap in front. */
@NeedsPostgres
class PostgresqlTieredContractsTest {
    @Nested
    class ExpiryTest extends ExpiryContract {
        ExpiryTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class StatisticsTest extends StatisticsContract {
        StatisticsTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class ListenerTest extends ListenerContract {
        ListenerTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class LoaderWriterTest extends LoaderWriterContract {
        LoaderWriterTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class EntryProcessorTest extends EntryProcessorContract {
        EntryProcessorTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class StoreByValueTest extends StoreByValueContract {
        StoreByValueTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class ManagerTest extends ManagerContract {
        ManagerTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class PersistenceTest extends PersistenceContract {
        PersistenceTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class CodecTest extends CodecContract {
        CodecTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class SerializationTest extends SerializationContract {
        SerializationTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class SpecificationTest extends SpecificationContract {
        SpecificationTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class UnreadableValueTest extends UnreadableValueContract {
        UnreadableValueTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class OtherTypesTest extends OtherTypesContract {
        OtherTypesTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class LoadedTypesTest extends LoadedTypesContract {
        LoadedTypesTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class CheckedExceptionTest extends CheckedExceptionContract {
        CheckedExceptionTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class CreationTest extends CreationContract {
        CreationTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class RemoveAllTest extends RemoveAllContract {
        RemoveAllTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class SweptExpiryTest extends SweptExpiryContract {
        SweptExpiryTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    class KeyTest extends KeyContract {
        KeyTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }
}
