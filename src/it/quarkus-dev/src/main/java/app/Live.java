package app;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Collectors;
import javax.management.ObjectName;

/** Tells what there is of what should be there once, after all that nobody needs any more is collected. */
@Path("/live")
public class Live {
    private static final List<String> ONCE = List.of(
            "app.Live",
            "io.refrain.jcache.RefrainCacheManager",
            "io.refrain.jcache.internal.store.database.Database",
            "org.hibernate.internal.SessionFactoryImpl");

    @Inject
    Rates rates;

    @GET
    public String live() throws Exception {
        rates.of("EUR");
        var server = ManagementFactory.getPlatformMBeanServer();
        String histogram = (String) server.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
        return "version 1"
                + ONCE.stream()
                        .map(type -> " " + type.substring(type.lastIndexOf('.') + 1) + "=" + count(histogram, type))
                        .collect(Collectors.joining())
                + " MXBean="
                + server.queryNames(new ObjectName("javax.cache:*"), null).size();
    }

    private static long count(String histogram, String type) {
        return histogram
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length > 3 && words[3].equals(type))
                .mapToLong(words -> Long.parseLong(words[1]))
                .sum();
    }
}
