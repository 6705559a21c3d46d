package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.StoreException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server whose transactions fail when they are told to: every other before its commit, and every other after it, when the connection is lost before the answer has come. Safe for use by
 * several threads at once.
 */
final class FaultyServer {
    private final Server server;
    private final AtomicBoolean failing;
    private final ThreadLocal<Boolean> losing = ThreadLocal.withInitial(() -> false);
    private final AtomicBoolean after = new AtomicBoolean();

    private FaultyServer(Server server, AtomicBoolean failing) {
        this.server = server;
        this.failing = failing;
    }

    static Server of(Server server, AtomicBoolean failing) {
        FaultyServer faulty = new FaultyServer(server, failing);
        return (Server)
                Proxy.newProxyInstance(Server.class.getClassLoader(), new Class<?>[] {Server.class}, faulty::invoke);
    }

    @SuppressWarnings("unchecked") // the arguments are those of the interface
    private @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments != null && method.getName().equals("write") && failing.get() && !server.isWriting()) {
            return write((Durability) arguments[0], (Function<ServerSession, Object>) arguments[1]);
        }
        if (arguments != null && method.getName().equals("afterwards") && losing.get()) {
            Consumer<Boolean> action = (Consumer<Boolean>) arguments[0];
            server.afterwards(committed -> action.accept(false));
            return null;
        }
        return call(server, method, arguments);
    }

    private Object write(Durability durability, Function<ServerSession, Object> statements) {
        boolean afterTheCommit = after.get();
        after.set(!afterTheCommit);
        if (!afterTheCommit) {
            return server.write(durability, session -> {
                Object unused = statements.apply(failingToKeepAlone(session));
                throw lost();
            });
        }
        losing.set(true);
        try {
            server.write(durability, statements);
        } finally {
            losing.remove();
        }
        throw lost();
    }

    /** What is committed by the statement itself fails in the statement. */
    private static ServerSession failingToKeepAlone(ServerSession session) {
        return (ServerSession) Proxy.newProxyInstance(
                Server.class.getClassLoader(), new Class<?>[] {ServerSession.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("keepAlone")) {
                        throw lost();
                    }
                    return call(session, method, arguments);
                });
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static StoreException lost() {
        return new StoreException("The connection is lost, as it was told to be", new IOException());
    }
}
