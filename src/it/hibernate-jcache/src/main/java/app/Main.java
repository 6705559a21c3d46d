package app;

import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.cfg.Configuration;
import org.hibernate.stat.Statistics;

public final class Main {
    public static void main(String[] arguments) throws Exception {
        System.setProperty("refrain.uri", "refrain:sqlite:second-level.db");
        try (SessionFactory sessions = new Configuration()
                .addAnnotatedClass(Book.class)
                .setProperty("hibernate.cache.region.factory_class", "jcache")
                .setProperty("hibernate.javax.cache.missing_cache_strategy", "create")
                .setProperty("hibernate.cache.use_query_cache", "true")
                .setProperty("hibernate.generate_statistics", "true")
                .setProperty("hibernate.connection.url", "jdbc:h2:./books;WRITE_DELAY=0")
                .setProperty("hibernate.hbm2ddl.auto", "update")
                .buildSessionFactory()) {
            sessions.inTransaction(session -> {
                if (session.createSelectionQuery("select count(b) from Book b", Long.class)
                                .getSingleResult()
                        == 0) {
                    System.out.println("computed");
                    session.persist(new Book(1, "978-0", "answer 42", List.of("cheap", "read twice")));
                }
            });
            sessions.inTransaction(session ->
                    System.out.println(session.bySimpleNaturalId(Book.class).load("978-0").title));
            sessions.inTransaction(session -> {
                Book book = session.find(Book.class, 1L);
                System.out.println(book.title + ", " + book.notes);
                System.out.println(session.createSelectionQuery("from Book", Book.class)
                        .setCacheable(true)
                        .getResultList()
                        .size());
                System.out.println(
                        session.createSelectionQuery("from Book where title = :title and id in :ids", Book.class)
                                .setParameter("title", "answer 42")
                                .setParameterList("ids", List.of(1L, 2L))
                                .setMaxResults(5)
                                .setCacheable(true)
                                .getResultList()
                                .size());
            });
            Statistics statistics = sessions.getStatistics();
            System.out.println("second-level hits " + statistics.getSecondLevelCacheHitCount() + ", of natural ids "
                    + statistics.getNaturalIdCacheHitCount() + ", of queries " + statistics.getQueryCacheHitCount());
            System.out.println("ready");
            System.in.read();
        }
    }

    @Entity(name = "Book")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    public static class Book {
        @Id
        long id;

        @NaturalId
        String isbn;

        String title;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<String> notes;

        Book() {}

        Book(long id, String isbn, String title, List<String> notes) {
            this.id = id;
            this.isbn = isbn;
            this.title = title;
            this.notes = new ArrayList<>(notes);
        }
    }
}
