package io.refrain.jcache;

import org.junit.jupiter.api.Nested;

/** The contracts of caches, in a SQLite file with a heap in front. */
class TieredContractsTest {
    @Nested
    class ExpiryTest extends ExpiryContract {
        ExpiryTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class StatisticsTest extends StatisticsContract {
        StatisticsTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class ListenerTest extends ListenerContract {
        ListenerTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class LoaderWriterTest extends LoaderWriterContract {
        LoaderWriterTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class EntryProcessorTest extends EntryProcessorContract {
        EntryProcessorTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class StoreByValueTest extends StoreByValueContract {
        StoreByValueTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class ManagerTest extends ManagerContract {
        ManagerTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class PersistenceTest extends PersistenceContract {
        PersistenceTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class CodecTest extends CodecContract {
        CodecTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class SerializationTest extends SerializationContract {
        SerializationTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class SpecificationTest extends SpecificationContract {
        SpecificationTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class UnreadableValueTest extends UnreadableValueContract {
        UnreadableValueTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class OtherTypesTest extends OtherTypesContract {
        OtherTypesTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class LoadedTypesTest extends LoadedTypesContract {
        LoadedTypesTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class CheckedExceptionTest extends CheckedExceptionContract {
        CheckedExceptionTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class CreationTest extends CreationContract {
        CreationTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class RemoveAllTest extends RemoveAllContract {
        RemoveAllTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class SweptExpiryTest extends SweptExpiryContract {
        SweptExpiryTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    class KeyTest extends KeyContract {
        KeyTest() {
            super(Medium.TIERED);
        }
    }
}
