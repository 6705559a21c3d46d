package io.refrain.jcache.internal.store.database.sqlite;

import org.hibernate.dialect.DatabaseVersion;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.SqlAstTranslatorFactory;
import org.hibernate.sql.ast.spi.StandardSqlAstTranslator;
import org.hibernate.sql.ast.spi.StandardSqlAstTranslatorFactory;
import org.hibernate.sql.ast.tree.Statement;
import org.hibernate.sql.ast.tree.select.QueryPart;
import org.hibernate.sql.exec.spi.JdbcOperation;

/**
 * How SQLite says what the statements need, which is little: the tables are made without Hibernate. It stands in for Hibernate's community dialects, which have
 * to be of the very version of Hibernate that the application has. Immutable.
 */
public final class SqliteDialect extends Dialect {

    /** Made by Hibernate. */
    public SqliteDialect() {
        super(DatabaseVersion.make(3, 35));
    }

    @Override
    public SqlAstTranslatorFactory getSqlAstTranslatorFactory() {
        return new StandardSqlAstTranslatorFactory() {
            @Override
            protected <T extends JdbcOperation> SqlAstTranslator<T> buildTranslator(
                    SessionFactoryImplementor sessions, Statement statement) {
                return new Translator<>(sessions, statement);
            }
        };
    }

    /** For one thread. */
    private static final class Translator<T extends JdbcOperation> extends StandardSqlAstTranslator<T> {
        Translator(SessionFactoryImplementor sessions, Statement statement) {
            super(sessions, statement);
        }

        /** {@inheritDoc} SQLite knows {@code limit} only. */
        @Override
        public void visitOffsetFetchClause(QueryPart part) {
            renderLimitOffsetClause(part);
        }
    }
}
