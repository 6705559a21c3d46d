package io.refrain.annotations;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheValue;

/** Which parameters of a method make its key, and which one is the value, or a negative number for none. Immutable. */
final class KeyPositions {
    private final int[] key;
    private final int value;

    private KeyPositions(int[] key, int value) {
        this.key = key;
        this.value = value;
    }

    /**
     * @throws CacheAnnotationException when a {@link CacheValue} is where none may be, or none is where one must be
     */
    static KeyPositions of(Method method, Class<? extends Annotation> annotation) {
        Annotation[][] parameters = method.getParameterAnnotations();
        List<Integer> values = marked(parameters, CacheValue.class);
        if (annotation == CachePut.class) {
            if (values.size() != 1) {
                throw new CacheAnnotationException(
                        "@CachePut on " + method + " needs one parameter with @CacheValue, there are " + values.size());
            }
        } else if (!values.isEmpty()) {
            throw new CacheAnnotationException("@CacheValue on a parameter of " + method
                    + " is only for @CachePut, not for @" + annotation.getSimpleName() + ": take it away");
        }
        int value = values.isEmpty() ? -1 : values.get(0);
        List<Integer> keys = marked(parameters, CacheKey.class);
        if (keys.contains(value)) {
            throw new CacheAnnotationException(
                    "A parameter of " + method + " has both @CacheKey and @CacheValue: take one away");
        }
        IntStream chosen = keys.isEmpty()
                ? IntStream.range(0, parameters.length).filter(position -> position != value)
                : keys.stream().mapToInt(Integer::intValue);
        return new KeyPositions(chosen.toArray(), value);
    }

    private static List<Integer> marked(Annotation[][] parameters, Class<? extends Annotation> mark) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < parameters.length; i++) {
            for (Annotation annotation : parameters[i]) {
                if (annotation.annotationType() == mark) {
                    positions.add(i);
                }
            }
        }
        return positions;
    }

    int[] key() {
        return key;
    }

    int value() {
        return value;
    }
}
