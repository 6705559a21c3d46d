package io.refrain.chat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.refrain.quarkus.ChatConfig;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads a question from a request body. The server's own kind of reader: for any other it would read the annotations of the resource's method from the
 * class file for each request. Safe for use by several threads at once.
 */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class QuestionReader implements ServerMessageBodyReader<ChatQuestion> {
    private final QuestionParser parser;
    /** Whatever hits was asked before, mostly in the same bytes, which then need not be parsed again. */
    private final Cache<Body, ChatQuestion> parsed;

    @Inject
    QuestionReader(QuestionParser parser, ChatConfig config) {
        this.parser = parser;
        this.parsed = Caffeine.newBuilder()
                .maximumWeight(config.rememberedCharacters())
                .weigher((Body body, ChatQuestion question) -> 64 + body.bytes.length)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public boolean isReadable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return type == ChatQuestion.class;
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == ChatQuestion.class;
    }

    @Override
    public ChatQuestion readFrom(
            Class<ChatQuestion> type, Type genericType, MediaType mediaType, ServerRequestContext context)
            throws IOException {
        return read(context.getInputStream());
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
        return read(entityStream);
    }

    ChatQuestion read(InputStream stream) throws IOException {
        Body body = new Body(stream.readAllBytes());
        ChatQuestion question = parsed.getIfPresent(body);
        if (question == null) {
            question = parser.ofJson(body.bytes);
            parsed.put(body, question);
        }
        return question;
    }

    /** The bytes of a request. Ordered, so that many with one hash, which anybody can send, are still found quickly. Immutable. */
    private static final class Body implements Comparable<Body> {
        private final byte[] bytes;
        private final int hash;

        Body(byte[] bytes) {
            this.bytes = bytes;
            this.hash = Arrays.hashCode(bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Body body && Arrays.equals(bytes, body.bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public int compareTo(Body other) {
            return Arrays.compare(bytes, other.bytes);
        }
    }
}
