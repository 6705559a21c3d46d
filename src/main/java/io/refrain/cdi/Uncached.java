package io.refrain.cdi;

import jakarta.inject.Qualifier;
import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Tells a model that is asked for what is not cached from the one that asks it. For the container only. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.FIELD, ElementType.TYPE, ElementType.PARAMETER})
public @interface Uncached {

    /** One to ask the container with. It reads nothing by reflection, which a native executable would have to be told of. */
    final class Literal implements Uncached {
        static final Literal INSTANCE = new Literal();

        private Literal() {}

        @Override
        public Class<? extends Annotation> annotationType() {
            return Uncached.class;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Uncached;
        }

        /** As {@link Annotation#hashCode} has it. */
        @Override
        public int hashCode() {
            return 0;
        }

        @Override
        public String toString() {
            return "@" + Uncached.class.getName();
        }
    }
}
