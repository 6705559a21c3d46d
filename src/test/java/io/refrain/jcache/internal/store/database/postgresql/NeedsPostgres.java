package io.refrain.jcache.internal.store.database.postgresql;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that starts a {@link PostgresServer}. Where PostgreSQL is not installed it is skipped, and a line says so; {@code -Dtests.postgresql=required}
 * makes it fail instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(NeedsPostgres.Installed.class)
public @interface NeedsPostgres {

    /** Whether PostgreSQL is there. Safe for threads. */
    final class Installed implements ExecutionCondition {
        private static final AtomicBoolean SAID = new AtomicBoolean();

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return isThere()
                    ? ConditionEvaluationResult.enabled("PostgreSQL is installed")
                    : ConditionEvaluationResult.disabled(PostgresPrograms.MISSING);
        }

        /** Fails where it has to be, and says it otherwise, once. */
        public static boolean isThere() {
            boolean there = PostgresPrograms.installed().isPresent();
            if (!there && "required".equals(System.getProperty("tests.postgresql"))) {
                throw new IllegalStateException(PostgresPrograms.MISSING);
            }
            if (!there && !SAID.getAndSet(true)) {
                System.out.println("Tests are skipped: " + PostgresPrograms.MISSING);
            }
            return there;
        }
    }
}
