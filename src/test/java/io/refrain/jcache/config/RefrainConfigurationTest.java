package io.refrain.jcache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jcache.codec.JsonCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefrainConfigurationTest {
    record Answer(String text) {}

    record Question(String text) {}

    private final RefrainConfiguration<Question, Answer> configuration = new RefrainConfiguration<Question, Answer>()
            .setTypes(Question.class, Answer.class)
            .setStorage(StorageType.PERSISTENT)
            .setMaxEntries(7)
            .addCodec(JsonCodec.factory(Answer.class))
            .addCodec(JsonCodec.factory(Question.class));

    @Test
    void serialised_andBack_isEqualWithItsCodecs() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(configuration);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            RefrainConfiguration<?, ?> read = (RefrainConfiguration<?, ?>) in.readObject();
            assertEquals(configuration, read);
            assertEquals(configuration.hashCode(), read.hashCode());
            assertEquals(
                    List.of(JsonCodec.factory(Answer.class), JsonCodec.factory(Question.class)),
                    read.getCodecFactories());
        }
    }

    @Test
    void copy_hasTheCodecs_andCanBeGivenMore() {
        RefrainConfiguration<Question, Answer> copy = new RefrainConfiguration<>(configuration);
        assertEquals(configuration, copy);

        copy.addCodec(JsonCodec.factory(String.class));

        assertNotEquals(configuration, copy);
        assertEquals(2, configuration.getCodecFactories().size());
    }

    @Test
    void addCodec_onceUsed_isRefused() {
        configuration.use();
        assertThrows(IllegalStateException.class, () -> configuration.addCodec(JsonCodec.factory(String.class)));
    }
}
