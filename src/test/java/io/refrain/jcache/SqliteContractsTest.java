package io.refrain.jcache;

import org.junit.jupiter.api.Nested;

/** The contracts of caches, in a SQLite file alone. */
class SqliteContractsTest {
    @Nested
    class ExpiryTest extends ExpiryContract {
        ExpiryTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class StatisticsTest extends StatisticsContract {
        StatisticsTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class ListenerTest extends ListenerContract {
        ListenerTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class LoaderWriterTest extends LoaderWriterContract {
        LoaderWriterTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class EntryProcessorTest extends EntryProcessorContract {
        EntryProcessorTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class StoreByValueTest extends StoreByValueContract {
        StoreByValueTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class ManagerTest extends ManagerContract {
        ManagerTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class PersistenceTest extends PersistenceContract {
        PersistenceTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class CodecTest extends CodecContract {
        CodecTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class SerializationTest extends SerializationContract {
        SerializationTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class SpecificationTest extends SpecificationContract {
        SpecificationTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class UnreadableValueTest extends UnreadableValueContract {
        UnreadableValueTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class OtherTypesTest extends OtherTypesContract {
        OtherTypesTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class LoadedTypesTest extends LoadedTypesContract {
        LoadedTypesTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class CheckedExceptionTest extends CheckedExceptionContract {
        CheckedExceptionTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class CreationTest extends CreationContract {
        CreationTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class RemoveAllTest extends RemoveAllContract {
        RemoveAllTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class SweptExpiryTest extends SweptExpiryContract {
        SweptExpiryTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class KeyTest extends KeyContract {
        KeyTest() {
            super(Medium.SQLITE);
        }
    }
}
