package io.refrain.chat;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes an answer as JSON, or its content as text. Equal answers are the same bytes, whether they come from the model or the cache. Safe for use
 * by several threads at once.
 */
@Provider
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
public class AnswerWriter implements ServerMessageBodyWriter<StoredAnswer> {
    /** Its own: what an application does to the shared mapper must not change an answer. */
    private static final ObjectWriter WRITER = JsonMapper.builder().build().writerFor(Answer.class);

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == StoredAnswer.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == StoredAnswer.class;
    }

    @Override
    public void writeResponse(StoredAnswer stored, Type genericType, ServerRequestContext context)
            throws WebApplicationException, IOException {
        MediaType type = context.getResponseMediaType();
        context.serverResponse().end(bytes(stored, type));
    }

    @Override
    public void writeTo(
            StoredAnswer stored,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> httpHeaders,
            OutputStream entityStream)
            throws IOException {
        entityStream.write(bytes(stored, mediaType));
    }

    private static byte[] bytes(StoredAnswer stored, MediaType type) throws IOException {
        return type != null && MediaType.TEXT_PLAIN_TYPE.isCompatible(type)
                ? stored.answer().content().getBytes(StandardCharsets.UTF_8)
                : WRITER.writeValueAsBytes(stored.answer());
    }
}
