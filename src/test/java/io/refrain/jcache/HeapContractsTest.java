package io.refrain.jcache;

import org.junit.jupiter.api.Nested;

/** The contracts of caches, on the heap. */
class HeapContractsTest {
    @Nested
    class ExpiryTest extends ExpiryContract {
        ExpiryTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class StatisticsTest extends StatisticsContract {
        StatisticsTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class ListenerTest extends ListenerContract {
        ListenerTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class LoaderWriterTest extends LoaderWriterContract {
        LoaderWriterTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class EntryProcessorTest extends EntryProcessorContract {
        EntryProcessorTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class StoreByValueTest extends StoreByValueContract {
        StoreByValueTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class ManagerTest extends ManagerContract {
        ManagerTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class CodecTest extends CodecContract {
        CodecTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class SpecificationTest extends SpecificationContract {
        SpecificationTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class UnreadableValueTest extends UnreadableValueContract {
        UnreadableValueTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class LoadedTypesTest extends LoadedTypesContract {
        LoadedTypesTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class CheckedExceptionTest extends CheckedExceptionContract {
        CheckedExceptionTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class CreationTest extends CreationContract {
        CreationTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class RemoveAllTest extends RemoveAllContract {
        RemoveAllTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class SweptExpiryTest extends SweptExpiryContract {
        SweptExpiryTest() {
            super(Medium.HEAP);
        }
    }

    @Nested
    class KeyTest extends KeyContract {
        KeyTest() {
            super(Medium.HEAP);
        }
    }
}
