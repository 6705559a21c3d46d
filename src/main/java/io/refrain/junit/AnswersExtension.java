package io.refrain.junit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;

/**
 * Starts a server that answers from a cassette for the tests with {@link Answers}, one for a class and one for each method that has an annotation of its
 * own. Has no state of its own.
 */
final class AnswersExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                TestExecutionExceptionHandler,
                AfterEachCallback,
                AfterAllCallback,
                ParameterResolver {
    private static final Logger LOG = System.getLogger(Answers.class.getName());
    private static final Namespace NAMESPACE = Namespace.create(AnswersExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        annotation(context).ifPresent(answers -> start(context, answers));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        annotation(context).ifPresent(answers -> start(context, answers));
        server(context).begin();
    }

    /** What the test failed with may be no more than what a client makes of the missing answer. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        AssertionFailedError missing = missing(context);
        if (missing == null) {
            throw failure;
        }
        missing.initCause(failure);
        throw missing;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        AssertionFailedError missing = context.getExecutionException().isEmpty() ? missing(context) : null;
        if (annotation(context).isPresent()) {
            stop(context);
        }
        if (missing != null) {
            throw missing;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (annotation(context).isPresent()) {
            stop(context);
        }
    }

    private static Optional<Answers> annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), Answers.class);
    }

    private static void start(ExtensionContext context, Answers answers) {
        context.getStore(NAMESPACE)
                .put(AnswersServer.class, AnswersServer.start(file(answers.value()), answers.model()));
    }

    /** Beside the sources, wherever it is named from. */
    private static Path file(String name) {
        Path resource = Path.of("src", "test", "resources").resolve(name);
        return !Files.exists(Path.of(name)) && Files.exists(resource) ? resource : Path.of(name);
    }

    /** That of the method, or of the class around it. */
    private static AnswersServer server(ExtensionContext context) {
        AnswersServer server = context.getStore(NAMESPACE).get(AnswersServer.class, AnswersServer.class);
        if (server == null) {
            throw new IllegalStateException("@Answers is on neither the method nor its class");
        }
        return server;
    }

    private static @Nullable AssertionFailedError missing(ExtensionContext context) {
        List<String> missing = server(context).missing();
        return missing.isEmpty() ? null : new AssertionFailedError(String.join(System.lineSeparator(), missing));
    }

    private static void stop(ExtensionContext context) {
        AnswersServer server = server(context);
        List<String> unused = server.unused();
        if (!unused.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    () -> unused.size() + " recordings of " + server + " were not asked for by "
                            + context.getDisplayName() + ": " + String.join("; ", unused));
        }
        server.close();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == URI.class || LangChain4jModels.areOffered(type);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        AnswersServer server = context.getStore(NAMESPACE).get(AnswersServer.class, AnswersServer.class);
        if (server == null) {
            throw new ParameterResolutionException(
                    "@Answers is on a method, whose server is not there yet for constructors and @BeforeAll; annotate the class");
        }
        Class<?> type = parameter.getParameter().getType();
        return type == URI.class ? server.baseUrl() : LangChain4jModels.of(type, server);
    }
}
