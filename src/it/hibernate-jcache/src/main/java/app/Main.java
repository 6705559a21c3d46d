package app;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.cfg.Configuration;

public final class Main {
    public static void main(String[] arguments) throws Exception {
        System.setProperty("refrain.uri", "refrain:sqlite:second-level.db");
        try (SessionFactory sessions = new Configuration()
                .addAnnotatedClass(Book.class)
                .setProperty("hibernate.cache.region.factory_class", "jcache")
                .setProperty("hibernate.javax.cache.missing_cache_strategy", "create")
                .setProperty("hibernate.generate_statistics", "true")
                .setProperty("hibernate.connection.url", "jdbc:h2:./books;WRITE_DELAY=0")
                .setProperty("hibernate.hbm2ddl.auto", "update")
                .buildSessionFactory()) {
            sessions.inTransaction(session -> {
                if (session.createSelectionQuery("select count(b) from Book b", Long.class)
                                .getSingleResult()
                        == 0) {
                    System.out.println("computed");
                    Book book = new Book();
                    book.id = 1;
                    book.title = "answer 42";
                    session.persist(book);
                }
            });
            sessions.inTransaction(session -> System.out.println(session.find(Book.class, 1L).title));
            System.out.println("second-level hits " + sessions.getStatistics().getSecondLevelCacheHitCount());
            System.out.println("ready");
            System.in.read();
        }
    }

    @Entity(name = "Book")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    public static class Book {
        @Id
        long id;

        String title;
    }
}
