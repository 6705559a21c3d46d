package io.refrain.jcache.internal.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Writes an object, and notes what in it could not be read again, so that all of it is told at once; what was written then is of no use. For one thread. */
final class FilteredOutput extends ObjectOutputStream {
    private final @Nullable SerializationFilter filter;
    private final Refusals refusals;
    private long objects;

    /**
     * @param filter null where all may be read again that is serialisable
     * @param refusals gets what could not be
     */
    FilteredOutput(OutputStream out, @Nullable SerializationFilter filter, Refusals refusals) throws IOException {
        super(out);
        this.filter = filter;
        this.refusals = refusals;
        enableReplaceObject(true);
    }

    /** {@inheritDoc} Called for the class of each object, and for those above it. */
    @Override
    protected void annotateClass(Class<?> type) {
        if (filter != null && !filter.admits(type)) {
            refusals.notAdmitted(type);
        }
    }

    @Override
    protected void annotateProxyClass(Class<?> type) {
        for (Class<?> each : type.getInterfaces()) {
            annotateClass(each);
        }
    }

    /** {@inheritDoc} Leaves out what would end the writing at once. */
    @Override
    protected @Nullable Object replaceObject(Object object) {
        objects++;
        if (object instanceof Serializable) {
            return object;
        }
        refusals.notSerializable(object.getClass());
        return null;
    }

    /** How many objects were written. */
    long objects() {
        return objects;
    }
}
