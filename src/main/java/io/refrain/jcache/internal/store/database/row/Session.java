package io.refrain.jcache.internal.store.database.row;

/** The statements on one connection, with its transactions. For one thread at a time. */
public interface Session extends Statements {

    /**
     * Runs statements in one transaction that has the right to write from its start.
     *
     * @param synced whether it is on the disk when this returns
     */
    void inTransaction(Runnable statements, boolean synced);

    /** Ends what a session that is not used keeps open, such as a transaction that reads go on in. */
    default void rest() {}
}
