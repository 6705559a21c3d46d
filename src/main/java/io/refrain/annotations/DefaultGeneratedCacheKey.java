package io.refrain.annotations;

import java.io.Serial;
import java.util.Arrays;
import java.util.List;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * A key that equals another one of deeply equal parameters, of which it has {@linkplain ParameterCopies copies}. A record, so that any store knows
 * what it is made of. Immutable, and serialisable when its parameters are.
 *
 * @param parameters copies, arrays as {@link ArrayElements} or {@link PrimitiveElements}
 */
record DefaultGeneratedCacheKey(@SuppressWarnings("serial") List<@Nullable Object> parameters)
        implements GeneratedCacheKey {
    @Serial
    private static final long serialVersionUID = 1;

    DefaultGeneratedCacheKey {
        parameters = ParameterCopies.ofList(parameters);
    }

    /** @throws CacheAnnotationException when a parameter holds itself */
    DefaultGeneratedCacheKey(@Nullable Object[] parameters) {
        this(Arrays.asList(parameters));
    }

    /** Where caches tell keys by their serialised bytes, equal ones have to be the same bytes. */
    @Serial
    private Object writeReplace() {
        return new DefaultGeneratedCacheKey(ParameterCopies.ofListWithEqualPartsShared(parameters));
    }

    @Override
    public String toString() {
        return parameters.toString();
    }
}
