package io.refrain.chat;

import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Gives the description of the API as it was written when the service was built. Quarkus reads that at each start into a model, and writes it again, which
 * takes a tenth of the start, and 500 classes, for what nobody may ask for. Safe for use by several threads at once.
 */
@Alternative
@Priority(1)
@Singleton
@Unremovable
class BuiltApiDocument extends OpenApiDocumentService {
    BuiltApiDocument() {
        // What Quarkus prepares next, it finds nothing to read for.
        OpenApiConstants.classLoader = new WithoutDocument(BuiltApiDocument.class.getClassLoader());
    }

    @Override
    public byte[] getDocument(String documentName, Format format) {
        String name = OpenApiConstants.BASE_NAME + "." + format.name();
        try (InputStream document = BuiltApiDocument.class.getClassLoader().getResourceAsStream(name)) {
            if (document == null) {
                throw new IllegalStateException("The service was built without its description, " + name);
            }
            return document.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class WithoutDocument extends ClassLoader {
        WithoutDocument(@Nullable ClassLoader parent) {
            super(parent);
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return name.startsWith(OpenApiConstants.BASE_NAME) ? null : super.getResourceAsStream(name);
        }
    }
}
