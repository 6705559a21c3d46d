package io.refrain.jcache.bench;

import io.refrain.jcache.internal.store.database.sqlite.SqliteDialect;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.nio.file.Path;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;

/** Hibernate as its manual shows it, with a stateless session that stays open. For one thread. */
final class HibernateSubject implements RowSubject {
    private final SessionFactory sessions;
    private final StatelessSession session;

    HibernateSubject(Path directory) {
        sessions = new Configuration()
                .addAnnotatedClass(Row.class)
                .setProperty(AvailableSettings.DIALECT, SqliteDialect.class.getName())
                .setProperty(
                        AvailableSettings.JAKARTA_JDBC_URL,
                        "jdbc:sqlite:" + directory.resolve("hibernate.db") + "?journal_mode=WAL&synchronous=NORMAL")
                .setProperty(AvailableSettings.POOL_SIZE, "1")
                .setProperty(AvailableSettings.HBM2DDL_AUTO, "update")
                .buildSessionFactory();
        session = sessions.openStatelessSession();
    }

    @Override
    public String get(String key) {
        Row row = session.get(Row.class, key);
        return row == null ? null : row.text;
    }

    @Override
    public void put(String key, String value) {
        session.beginTransaction();
        upsert(key, value);
        session.getTransaction().commit();
    }

    private void upsert(String key, String value) {
        Row row = new Row();
        row.id = key;
        row.text = value;
        session.upsert(row);
    }

    @Override
    public void putAll(Map<String, String> entries) {
        session.beginTransaction();
        entries.forEach(this::upsert);
        session.getTransaction().commit();
    }

    @Override
    public void close() {
        session.close();
        sessions.close();
    }

    /** A key and its value. */
    @Entity(name = "Row")
    public static class Row {
        @Id
        public String id;

        public String text;
    }
}
