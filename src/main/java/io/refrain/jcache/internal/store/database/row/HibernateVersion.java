package io.refrain.jcache.internal.store.database.row;

import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Says which Hibernate is there, and refuses one that the caches cannot work with. It reaches nothing of Hibernate's but the version, so that it works with any, and without. Immutable.
 */
public final class HibernateVersion {
    /** What the caches were tried with. */
    private static final String NEEDED =
            "Hibernate ORM 6.6 or 7.x, with the Jakarta Persistence API that it needs (3.1 and 3.2)";

    private HibernateVersion() {}

    /** @throws CacheException when it does not fit, with its version, what is needed, and what to do */
    public static void requireFitting() {
        String version = version();
        if (version == null) {
            throw new CacheException("A persistent cache needs " + NEEDED + ", and there is no Hibernate: add"
                    + " org.hibernate.orm:hibernate-core and org.xerial:sqlite-jdbc, or keep the cache on the heap");
        }
        requireFitting(version, hasPersistence32());
    }

    static void requireFitting(String version, boolean persistence32) {
        int[] numbers = numbers(version);
        boolean known = numbers[0] > 0;
        if (known && (numbers[0] < 6 || numbers[0] == 6 && numbers[1] < 6)) {
            throw unfit("Hibernate ORM " + version + " is too old", null);
        }
        if (known && numbers[0] >= 7 && !persistence32) {
            throw unfit(
                    "Hibernate ORM " + version
                            + " needs the Jakarta Persistence API 3.2, and an older one comes before it on the class path",
                    null);
        }
    }

    /** Of what did not fit although its version seemed to. */
    public static CacheException unfit(LinkageError cause) {
        return unfit(
                "Hibernate ORM " + version() + " with the Jakarta Persistence API "
                        + (hasPersistence32() ? "3.2" : "of before 3.2") + " does not fit (" + cause + ")",
                cause);
    }

    private static CacheException unfit(String what, @Nullable Throwable cause) {
        return new CacheException(
                "A persistent cache needs " + NEEDED + ": " + what
                        + ". Set the version of org.hibernate.orm:hibernate-core, and of jakarta.persistence:jakarta.persistence-api,"
                        + " to one of these, or let the application bring its own in the place of the server's; or keep the cache on"
                        + " the heap",
                cause);
    }

    /** Null when there is none. */
    private static @Nullable String version() {
        try {
            return (String) Class.forName("org.hibernate.Version", true, HibernateVersion.class.getClassLoader())
                    .getMethod("getVersionString")
                    .invoke(null);
        } catch (ReflectiveOperationException | LinkageError e) {
            return null;
        }
    }

    /** By a class that is new in it. */
    private static boolean hasPersistence32() {
        try {
            Class.forName("jakarta.persistence.FindOption", false, HibernateVersion.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Major and minor; zeros when it is no number, as in an unpacked or native build. */
    private static int[] numbers(String version) {
        String[] parts = version.split("\\.", 3);
        try {
            return new int[] {Integer.parseInt(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : 0};
        } catch (NumberFormatException e) {
            return new int[] {0, 0};
        }
    }
}
