package io.refrain.jcache.internal.store.database.row;

import jakarta.persistence.criteria.Expression;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaRoot;
import org.jspecify.annotations.Nullable;

/**
 * The queries of an opening, and those that come now and then: a new file needs no other before its first answer. They are put together by hand, which
 * takes longer each time than a query in words, but spares the start the grammar of those, some 450 classes. For one thread at a time.
 */
final class Criteria {
    private final HibernateCriteriaBuilder builder;

    Criteria(SessionFactory sessions) {
        builder = sessions.getCriteriaBuilder();
    }

    /** The columns of {@link RowHead}. */
    List<Object[]> expired(StatelessSession session, long now, int most) {
        JpaCriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
        JpaRoot<EntryRow> row = query.from(EntryRow.class);
        query.select(builder.array(
                row.get("id"),
                row.get("version"),
                row.get("accessedAt"),
                row.get("expiresAt"),
                row.get("byteSize"),
                row.get("keyCodec"),
                row.get("keyText"),
                row.get("keyData")));
        query.where(builder.le(row.<Long>get("expiresAt"), now));
        query.orderBy(builder.asc(row.get("expiresAt")));
        return session.createSelectionQuery(query).setMaxResults(most).getResultList();
    }

    @Nullable
    Long idAfter(StatelessSession session, long first, long last, int others) {
        JpaCriteriaQuery<Long> query = builder.createQuery(Long.class);
        Expression<Long> id = query.from(EntryRow.class).get("id");
        query.select(id);
        query.where(builder.between(id, first, last));
        query.orderBy(builder.asc(id));
        return session.createSelectionQuery(query)
                .setFirstResult(others)
                .setMaxResults(1)
                .getSingleResultOrNull();
    }

    /** How many rows there are, and the sum of their bytes. */
    Object[] amount(StatelessSession session, long first, long last) {
        JpaCriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
        JpaRoot<EntryRow> row = query.from(EntryRow.class);
        query.select(builder.array(builder.count(row), builder.coalesce(builder.sum(row.<Long>get("byteSize")), 0L)));
        query.where(builder.between(row.<Long>get("id"), first, last));
        return session.createSelectionQuery(query).getSingleResult();
    }

    List<CacheRow> caches(StatelessSession session) {
        JpaCriteriaQuery<CacheRow> query = builder.createQuery(CacheRow.class);
        query.select(query.from(CacheRow.class));
        return session.createSelectionQuery(query).getResultList();
    }
}
