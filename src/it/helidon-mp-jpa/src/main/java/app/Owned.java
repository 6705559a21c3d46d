package app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;

@ApplicationScoped
public class Owned {
    @PersistenceContext(unitName = "own")
    EntityManager entities;

    @Transactional
    public void show() {
        entities.getMetamodel().getEntities().forEach(entity -> System.out.println("entity " + entity.getName()));
        entities.createNativeQuery("select table_name from information_schema.tables where table_schema = 'PUBLIC'")
                .getResultList()
                .forEach(table -> System.out.println("table " + table));
    }
}
