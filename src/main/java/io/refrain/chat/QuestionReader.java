package io.refrain.chat;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Reads a question from a request body. Safe for use by several threads at once. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class QuestionReader implements MessageBodyReader<ChatQuestion> {
    private final QuestionParser parser;

    @Inject
    QuestionReader(QuestionParser parser) {
        this.parser = parser;
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == ChatQuestion.class;
    }

    @Override
    public ChatQuestion readFrom(
            Class<ChatQuestion> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> httpHeaders,
            InputStream entityStream)
            throws IOException {
        return parser.ofJson(entityStream.readAllBytes());
    }
}
