package io.refrain.jcache.internal.config;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a PostgreSQL database is used: what the configuration keys {@code refrain.postgresql.*} say. Immutable.
 *
 * @param user as whom it is connected; null when the keys do not say
 * @param password of that user; null when the keys do not say
 * @param parameters of the driver, besides the URI's; null for none
 * @param connections how many there are at most, besides one that listens
 * @param connectTimeout how long it may take to make one
 * @param connectionWait how long one waits for one when all are in use
 * @param statementTimeout how long a statement may take before it counts as failed
 * @param retryInterval how long a database that could not be reached is not tried again
 * @param staleness how long a heap in front is at most behind what another replica has committed
 * @param notifyWindow how long invalidations are gathered before they are told together
 * @param sweepInterval how often expired entries are looked for in the background
 * @param leases whether replicas keep each other from asking the same question at the same time
 * @param lease for how long one that is gone does
 * @param leasePoll how often one that waits looks
 * @param touchWindow how long accesses are gathered before they are written
 * @param commitGroups how many groups of single writes are on their way at once
 * @param commitGroupBytes how many bytes one of them has at most
 */
public record PostgresqlSettings(
        @Nullable String user,
        @Nullable String password,
        @Nullable String parameters,
        int connections,
        Duration connectTimeout,
        Duration connectionWait,
        Duration statementTimeout,
        Duration retryInterval,
        Duration staleness,
        Duration notifyWindow,
        Duration sweepInterval,
        Leasing leases,
        Duration lease,
        Duration leasePoll,
        Duration touchWindow,
        int commitGroups,
        long commitGroupBytes) {

    /** What holds when nothing is configured. */
    public static PostgresqlSettings defaults() {
        return of(new KeyReader(Settings.only(Map.of())));
    }

    /** What the keys say. */
    static PostgresqlSettings of(KeyReader keys) {
        return new PostgresqlSettings(
                keys.read(PostgresqlKeys.USER).orElse(null),
                keys.read(PostgresqlKeys.PASSWORD).orElse(null),
                keys.read(PostgresqlKeys.PARAMETERS).orElse(null),
                keys.get(PostgresqlKeys.CONNECTIONS),
                keys.get(PostgresqlKeys.CONNECT_TIMEOUT),
                keys.get(PostgresqlKeys.CONNECTION_WAIT),
                keys.get(PostgresqlKeys.STATEMENT_TIMEOUT),
                keys.get(PostgresqlKeys.RETRY_INTERVAL),
                keys.get(PostgresqlKeys.STALENESS),
                keys.get(PostgresqlKeys.NOTIFY_WINDOW),
                keys.get(PostgresqlKeys.SWEEP_INTERVAL),
                keys.get(PostgresqlKeys.LEASES),
                keys.get(PostgresqlKeys.LEASE),
                keys.get(PostgresqlKeys.LEASE_POLL),
                keys.get(PostgresqlKeys.TOUCH_WINDOW),
                keys.get(PostgresqlKeys.COMMIT_GROUPS),
                keys.get(PostgresqlKeys.COMMIT_GROUP_BYTES));
    }

    /** Without user, password and parameters. */
    @Override
    public String toString() {
        return "PostgresqlSettings[connections=" + connections + ", connectTimeout=" + connectTimeout
                + ", connectionWait="
                + connectionWait + ", statementTimeout=" + statementTimeout + ", retryInterval=" + retryInterval
                + ", staleness=" + staleness + ", notifyWindow=" + notifyWindow + ", sweepInterval=" + sweepInterval
                + ", leases=" + leases + ", lease=" + lease + ", leasePoll=" + leasePoll + ", touchWindow="
                + touchWindow + ", commitGroups=" + commitGroups + ", commitGroupBytes=" + commitGroupBytes + "]";
    }
}
