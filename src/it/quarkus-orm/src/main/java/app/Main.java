package app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

@QuarkusMain
public class Main implements QuarkusApplication {
    @Inject
    Rates rates;

    @Inject
    EntityManager entities;

    @Override
    @ActivateRequestContext
    public int run(String... arguments) throws Exception {
        entities.getMetamodel().getEntities().forEach(entity -> System.out.println("entity " + entity.getName()));
        entities.createNativeQuery(
                        "select table_name from information_schema.tables where table_schema = 'PUBLIC'", String.class)
                .getResultList()
                .forEach(table -> System.out.println("table " + table));
        System.out.println("answer " + rates.of("EUR").get(0).value());
        System.out.println("ready");
        System.in.read();
        Quarkus.asyncExit();
        return 0;
    }
}
