package io.refrain.chat;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Lets a streamed answer write itself, for as long as it takes. Safe for use by several threads at once. */
@Provider
@Produces(MediaType.SERVER_SENT_EVENTS)
public class AnswerStreamWriter implements ServerMessageBodyWriter<AnswerStream> {
    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == AnswerStream.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == AnswerStream.class;
    }

    @Override
    public void writeResponse(AnswerStream stream, Type genericType, ServerRequestContext context) {
        stream.writeTo(context.serverResponse());
    }

    @Override
    public void writeTo(
            AnswerStream stream,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> httpHeaders,
            OutputStream entityStream) {
        throw new IllegalStateException("A stream is written by the server's own response");
    }
}
