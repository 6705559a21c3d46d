package io.refrain.jcache.internal.store;

import io.refrain.jcache.internal.immutable.Frozen;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One entry as a store keeps it: its value in stored form, when it was written and until when it lives. All but the deadline and,
 * on the heap, the value never changes; the deadline is moved by reads under a policy that expires by access. Safe for use by several threads at once.
 *
 * <p>The stored form of a value is either the live object, when nobody can change it, or {@link Frozen}.
 */
public final class StoredEntry {
    /** The deadline of an entry that never expires. */
    public static final long ETERNAL = Long.MAX_VALUE;

    private static final int NEVER = -1;

    private static final VarHandle EXPIRES_AT;
    private static final VarHandle VALUE;

    static {
        try {
            EXPIRES_AT = MethodHandles.lookup().findVarHandle(StoredEntry.class, "expiresAt", long.class);
            VALUE = MethodHandles.lookup().findVarHandle(StoredEntry.class, "value", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Object value;

    /** Kept beside the value, so that whoever reads need not look into the value to find out. */
    private final boolean live;

    private final long writtenAt;

    @SuppressWarnings("UnusedVariable") // read through its handle
    private long expiresAt;

    /** When the entry was last looked up, in the rounds of its store, roughly. */
    private int round = NEVER;

    /** Whether it was looked up since somebody asked, roughly. */
    private boolean read;

    /** Of the row, where there is one; 0 until then. Written before the entry is seen by others. */
    private long version;

    /** Of key and value as they are encoded; 0 where nobody knows. Written before the entry is seen by others. */
    private long byteSize;

    /**
     * @param value the value in stored form
     * @param writtenAt when it was written, in milliseconds since the epoch
     * @param expiresAt the first millisecond since the epoch at which the entry no longer lives, or {@link #ETERNAL}
     */
    public StoredEntry(Object value, long writtenAt, long expiresAt) {
        this.value = value;
        this.live = !(value instanceof Frozen);
        this.writtenAt = writtenAt;
        EXPIRES_AT.setOpaque(this, expiresAt);
    }

    /** The value in stored form. */
    public Object value() {
        return VALUE.getAcquire(this);
    }

    /**
     * Replaces the value and nothing else, where that is all there is to replace: both are live and the entry never expires. For stores that keep no
     * times, while the key is held; who has the entry already sees the new value.
     *
     * @return whether it did
     */
    public boolean replaceValue(Object stored) {
        if (!live || stored instanceof Frozen || !isEternal()) {
            return false;
        }
        VALUE.setRelease(this, stored);
        return true;
    }

    /** Whether the stored form is the live value itself. */
    public boolean isLive() {
        return live;
    }

    /** Whether the entry never expires, unless it is touched. */
    public boolean isEternal() {
        return expiresAt() == ETERNAL;
    }

    /** When the value was written, in milliseconds since the epoch. */
    public long writtenAt() {
        return writtenAt;
    }

    /** The first millisecond since the epoch at which the entry no longer lives, or {@link #ETERNAL}. */
    public long expiresAt() {
        return (long) EXPIRES_AT.getOpaque(this);
    }

    /** Whether the entry is no longer alive at a time in milliseconds since the epoch. */
    public boolean isExpiredAt(long millis) {
        return expiresAt() <= millis;
    }

    /** Whether this is the first look-up in a round, roughly; for stores only. */
    public boolean isNewInRound(int current) {
        if (round == current) {
            return false;
        }
        round = current;
        return true;
    }

    /** Moves the deadline; for stores only, see {@link Store#touch}. */
    public void expireAt(long millis) {
        EXPIRES_AT.setOpaque(this, millis);
    }

    /** Says which row it is; for stores only, before anybody else sees the entry. */
    public StoredEntry asRow(long ofVersion, long ofBytes) {
        version = ofVersion;
        byteSize = ofBytes;
        return this;
    }

    /** The version of its row, which is another one with each value that a key gets; 0 where there is no row. */
    public long version() {
        return version;
    }

    /** How many bytes key and value have as they are encoded; 0 where nobody knows. */
    public long byteSize() {
        return byteSize;
    }

    /** Notes a look-up, roughly; for stores only. */
    public void markRead() {
        if (!read) {
            read = true;
        }
    }

    /** Whether there was a look-up since this was asked last, roughly; for stores only. */
    public boolean wasRead() {
        boolean was = read;
        read = false;
        return was;
    }
}
