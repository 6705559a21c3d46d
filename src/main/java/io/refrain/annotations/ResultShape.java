package io.refrain.annotations;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How a method hands over its result. */
enum ResultShape {
    /** By returning it. */
    VALUE,
    /** By completing the stage it returned. */
    STAGE,
    /** By an item of the Mutiny {@code Uni} it returned. */
    UNI;

    /** The type of what a method returns, or completes with. */
    static Type valueType(Method method) {
        Type type = method.getGenericReturnType();
        if (of(method) == VALUE) {
            return type;
        }
        return type instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()[0]
                : Object.class;
    }

    static ResultShape of(Method method) {
        Class<?> type = method.getReturnType();
        if (type == CompletionStage.class || type == CompletableFuture.class) {
            return STAGE;
        }
        // By name, since Mutiny need not be there.
        return type.getName().equals("io.smallrye.mutiny.Uni") ? UNI : VALUE;
    }
}
