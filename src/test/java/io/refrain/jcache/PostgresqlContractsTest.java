package io.refrain.jcache;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import org.junit.jupiter.api.Nested;

/** The contracts of caches, in a PostgreSQL database alone. */
@NeedsPostgres
class PostgresqlContractsTest {
    @Nested
    class ExpiryTest extends ExpiryContract {
        ExpiryTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class StatisticsTest extends StatisticsContract {
        StatisticsTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class ListenerTest extends ListenerContract {
        ListenerTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class LoaderWriterTest extends LoaderWriterContract {
        LoaderWriterTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class EntryProcessorTest extends EntryProcessorContract {
        EntryProcessorTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class StoreByValueTest extends StoreByValueContract {
        StoreByValueTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class ManagerTest extends ManagerContract {
        ManagerTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class PersistenceTest extends PersistenceContract {
        PersistenceTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class CodecTest extends CodecContract {
        CodecTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class SerializationTest extends SerializationContract {
        SerializationTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class SpecificationTest extends SpecificationContract {
        SpecificationTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class UnreadableValueTest extends UnreadableValueContract {
        UnreadableValueTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class OtherTypesTest extends OtherTypesContract {
        OtherTypesTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class LoadedTypesTest extends LoadedTypesContract {
        LoadedTypesTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class CheckedExceptionTest extends CheckedExceptionContract {
        CheckedExceptionTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class CreationTest extends CreationContract {
        CreationTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class RemoveAllTest extends RemoveAllContract {
        RemoveAllTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class SweptExpiryTest extends SweptExpiryContract {
        SweptExpiryTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    class KeyTest extends KeyContract {
        KeyTest() {
            super(Medium.POSTGRESQL);
        }
    }
}
