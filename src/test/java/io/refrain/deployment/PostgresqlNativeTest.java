package io.refrain.deployment;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.pool.DataSource;
import io.refrain.jcache.internal.store.database.postgresql.PostgresqlDriver;
import io.refrain.jcache.internal.store.database.postgresql.PostgresqlStorage;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;

/** What a native executable needs for caches in PostgreSQL, found out without a builder. */
class PostgresqlNativeTest {
    private static final Path REGISTRATIONS = Path.of("src/main/resources/META-INF/native-image/io.refrain/refrain");

    /** By which something is looked up that the builder cannot see. */
    private static final Set<String> LOOK_UPS = Set.of(
            "java.lang.Class.forName",
            "java.lang.Class.getConstructor",
            "java.lang.Class.getDeclaredConstructor",
            "java.lang.Class.getDeclaredField",
            "java.lang.Class.getDeclaredMethods",
            "java.lang.Class.getMethod",
            "java.lang.Class.getMethods",
            "java.lang.Class.getResource",
            "java.lang.Class.getResourceAsStream",
            "java.lang.ClassLoader.getResource",
            "java.lang.ClassLoader.getResourceAsStream",
            "java.lang.ClassLoader.getResources",
            "java.lang.ClassLoader.loadClass",
            "java.lang.reflect.Array.newInstance",
            "java.util.ResourceBundle.getBundle",
            "java.util.ServiceLoader.load");

    /** What looks something up for the sake of what no cache uses: data sources, XML, Kerberos, Windows, OSGi, the command line. */
    private static final Set<String> UNUSED = Set.of(
            "org.postgresql.ds",
            "org.postgresql.gss",
            "org.postgresql.osgi",
            "org.postgresql.sspi",
            "org.postgresql.xml");

    private static Map<String, JsonNode> registered() throws IOException {
        Map<String, JsonNode> registered = new HashMap<>();
        for (JsonNode each : new ObjectMapper()
                .readTree(REGISTRATIONS.resolve("reflect-config.json").toFile())) {
            if (each.at("/condition/typeReachable").asText().equals(PostgresqlStorage.class.getName())) {
                registered.put(each.path("name").asText(), each);
            }
        }
        return registered;
    }

    private static void assertMade(Constructor<?> constructor) throws IOException {
        List<String> parameters = List.of(constructor.getParameterTypes()).stream()
                .map(Class::getName)
                .toList();
        String name = constructor.getDeclaringClass().getName();
        JsonNode methods =
                registered().getOrDefault(name, new ObjectMapper().nullNode()).path("methods");
        assertTrue(
                StreamSupport.stream(methods.spliterator(), false)
                        .anyMatch(each -> each.path("name").asText().equals("<init>")
                                && StreamSupport.stream(
                                                each.path("parameterTypes").spliterator(), false)
                                        .map(JsonNode::asText)
                                        .toList()
                                        .equals(parameters)),
                () -> name + parameters + " in " + methods);
    }

    @Test
    void classes_bySeeingWhichTheDriverIsKnownToBeThere_areRegistered() throws IOException {
        assertEquals(2, PostgresqlDriver.needed().size());
        assertTrue(registered().keySet().containsAll(PostgresqlDriver.needed()));
    }

    @Test
    void driver_thatThePoolMakes_isRegistered() throws Exception {
        assertMade(Driver.class.getConstructor());
    }

    /** The parameter sslfactory names one of them. */
    @Test
    void factoriesOfTls_thatTheDriverHas_areRegistered() throws Exception {
        Set<String> made = new TreeSet<>();
        for (JavaClass each : new ClassFileImporter().importPackages("org.postgresql.ssl")) {
            if (each.getPackageName().equals("org.postgresql.ssl")
                    && each.isAssignableTo(SSLSocketFactory.class)
                    && !each.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)) {
                for (Constructor<?> constructor : each.reflect().getConstructors()) {
                    assertMade(constructor);
                    made.add(each.getSimpleName());
                }
            }
        }
        assertEquals(
                Set.of("DefaultJavaSSLFactory", "LibPQFactory", "NonValidatingFactory", "SingleCertValidatingFactory"),
                made);
    }

    /** Nothing is connected. */
    @Test
    void arrays_thatThePoolMakesByTheirType_areRegistered() throws Exception {
        Set<String> arrays = new TreeSet<>();
        try (DataSource pool = new DataSource(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(connections -> connections
                        .maxSize(1)
                        .connectionFactoryConfiguration(factory -> factory.connectionProviderClass(Driver.class)))
                .get())) {
            Object connections = read(DataSource.class.getDeclaredField("connectionPool"), pool);
            for (Field field : connections.getClass().getDeclaredFields()) {
                Object list = Modifier.isStatic(field.getModifiers()) ? null : read(field, connections);
                if (list instanceof List<?> && list.getClass().getName().startsWith("io.agroal.")) {
                    for (Field inner : list.getClass().getDeclaredFields()) {
                        if (inner.getType().isArray()) {
                            arrays.add(read(inner, list).getClass().getTypeName());
                        }
                    }
                }
            }
        }
        assertEquals(Set.of("io.agroal.pool.ConnectionHandler[]"), arrays);
        assertTrue(registered().keySet().containsAll(arrays));
    }

    private static Object read(Field field, Object object) throws IllegalAccessException {
        field.setAccessible(true);
        return field.get(object);
    }

    /** A version that looks up something else has to be read: what it is, and whether it is registered. */
    @Test
    void classes_thatLookSomethingUp_areThoseThatWereRead() {
        assertEquals(
                Set.of(
                        // A name of the application's, which gives no name but a class.
                        "io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier",
                        "io.agroal.api.configuration.supplier.AgroalPropertiesReader",
                        // The implementation of the pool, which is made directly instead.
                        "io.agroal.api.AgroalDataSource",
                        // The driver, which is registered.
                        "io.agroal.pool.ConnectionFactory",
                        // The properties of a data source, which the driver is not.
                        "io.agroal.pool.util.PropertyInjector",
                        // Connections, which are registered; what a connection did, when it leaked.
                        "io.agroal.pool.util.StampedCopyOnWriteArrayList",
                        "io.agroal.pool.util.UncheckedArrayList",
                        // A method of Java 17's, which it does without; driverconfig.properties, which is registered.
                        "org.postgresql.Driver",
                        // A class that is named in a parameter, such as sslfactory, of which the driver's own are
                        // registered.
                        "org.postgresql.util.ClassUtils",
                        "org.postgresql.util.ObjectFactory",
                        "org.postgresql.ssl.SingleCertValidatingFactory",
                        // Windows' way of signing on.
                        "org.postgresql.core.v3.ConnectionFactoryImpl",
                        // A method of Java 17's, which it does without; types of columns that no cache has.
                        "org.postgresql.jdbc.PgConnection",
                        // Functions in braces, which no statement has.
                        "org.postgresql.jdbc.EscapedFunctions",
                        "org.postgresql.jdbc.EscapedFunctions2",
                        // The JDK's own time zone, which it does without.
                        "org.postgresql.jdbc.TimestampUtils",
                        // An array that was read: the numbers of changed rows, which are registered.
                        "org.postgresql.jdbc.ArrayDecoding$AbstractObjectStringArrayDecoder",
                        // Translations, without which its messages are in English.
                        "org.postgresql.util.GT",
                        "org.postgresql.util.PGJDBCMain",
                        // A preparation of passwords whose service file is not in the jar.
                        "org.postgresql.shaded.com.ongres.stringprep.StringprepLocator"),
                lookingUp(new ClassFileImporter().importPackages("io.agroal.api", "io.agroal.pool", "org.postgresql")));
    }

    private static Set<String> lookingUp(JavaClasses classes) {
        return classes.stream()
                .filter(type -> UNUSED.stream().noneMatch(type.getPackageName()::startsWith))
                .filter(type -> type.getAccessesFromSelf().stream()
                        .map(JavaAccess::getTarget)
                        .anyMatch(target -> LOOK_UPS.contains(target.getOwner().getName() + '.' + target.getName())))
                .map(JavaClass::getName)
                .collect(toCollection(TreeSet::new));
    }

    /** {@code ChangeFeed} reads the numbers of changed rows as an array. */
    @Test
    void arrays_thatAreReadFromTheDatabase_areRegistered() throws IOException {
        assertTrue(registered().containsKey(Long[].class.getTypeName()));
    }
}
