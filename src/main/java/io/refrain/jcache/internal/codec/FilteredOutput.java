package io.refrain.jcache.internal.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import javax.cache.CacheException;

/** Writes only objects of classes that the filter would let in again. For one thread. */
final class FilteredOutput extends ObjectOutputStream {
    private final SerializationFilter filter;
    private final Class<?> root;
    private long objects;

    /** @param root the class of the object to be written */
    FilteredOutput(OutputStream out, SerializationFilter filter, Class<?> root) throws IOException {
        super(out);
        this.filter = filter;
        this.root = root;
        enableReplaceObject(true);
    }

    /** {@inheritDoc} Called for the class of each object, and for those above it. */
    @Override
    protected void annotateClass(Class<?> type) throws CacheException {
        filter.requireAdmitted(type, root);
    }

    @Override
    protected void annotateProxyClass(Class<?> type) throws CacheException {
        for (Class<?> each : type.getInterfaces()) {
            filter.requireAdmitted(each, root);
        }
    }

    @Override
    protected Object replaceObject(Object object) {
        objects++;
        return object;
    }

    SerializationFilter filter() {
        return filter;
    }

    /** How many objects were written. */
    long objects() {
        return objects;
    }
}
