package io.refrain.jcache.bench;

import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.jcache.config.Durability;
import io.refrain.jcache.config.RefrainConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import javax.cache.CacheManager;
import org.ehcache.PersistentCacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.config.units.MemoryUnit;

/** What keeps values in a file, in a directory of its own that stays for the next fork. */
public enum FileSide {
    REFRAIN {
        @Override
        RowSubject open(Path directory) {
            return refrain(directory, Durability.COMMITTED);
        }
    },
    REFRAIN_BATCHED {
        @Override
        RowSubject open(Path directory) {
            return refrain(directory, Durability.BATCHED);
        }
    },
    REFRAIN_SYNCED {
        @Override
        RowSubject open(Path directory) {
            return refrain(directory, Durability.SYNCED);
        }
    },
    /** Prepared statements of the driver in a table of keys and values, each one its own transaction. */
    JDBC {
        @Override
        RowSubject open(Path directory) {
            return new JdbcSubject(directory, "NORMAL");
        }
    },
    JDBC_FULL {
        @Override
        RowSubject open(Path directory) {
            return new JdbcSubject(directory, "FULL");
        }
    },
    /** A stateless session, each operation in a transaction of its own. */
    HIBERNATE {
        @Override
        RowSubject open(Path directory) {
            return new HibernateSubject(directory);
        }
    },
    /** Its disk tier behind as small a heap as it can have. */
    EHCACHE_DISK {
        @Override
        RowSubject open(Path directory) {
            PersistentCacheManager manager = CacheManagerBuilder.newCacheManagerBuilder()
                    .with(CacheManagerBuilder.persistence(directory.toFile()))
                    .withCache(
                            "benchmark",
                            CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                    String.class,
                                    String.class,
                                    ResourcePoolsBuilder.newResourcePoolsBuilder()
                                            .heap(1, EntryUnit.ENTRIES)
                                            .disk(2, MemoryUnit.GB, true)))
                    .build(true);
            org.ehcache.Cache<String, String> cache = manager.getCache("benchmark", String.class, String.class);
            return new RowSubject() {
                @Override
                public String get(String key) {
                    return cache.get(key);
                }

                @Override
                public void put(String key, String value) {
                    cache.put(key, value);
                }

                @Override
                public void close() {
                    manager.close();
                }
            };
        }
    };

    abstract RowSubject open(Path directory);

    /** Opens what has so many rows, and fills it first if it has not. */
    RowSubject open(int rows) {
        try {
            Path directory =
                    Path.of("target", "jmh", "files", name() + "-" + rows).toAbsolutePath();
            Path filled = directory.resolveSibling(directory.getFileName() + ".filled");
            if (!Files.exists(filled)) {
                Files.createDirectories(directory);
                try (RowSubject subject = open(directory)) {
                    subject.fill(rows);
                }
                Files.createFile(filled);
            }
            readOnce(directory);
            return open(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So that what is measured is not whether the system has a file in memory. */
    private static void readOnce(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
        }
    }

    private static RowSubject refrain(Path directory, Durability durability) {
        CacheManager manager = new RefrainCachingProvider()
                .getCacheManager(
                        java.net.URI.create("refrain:sqlite:"
                                + directory.resolve("cache.db").toUri().getRawPath()),
                        FileSide.class.getClassLoader(),
                        new Properties());
        javax.cache.Cache<String, String> cache = manager.createCache(
                "benchmark",
                new RefrainConfiguration<String, String>()
                        .setTypes(String.class, String.class)
                        .setMaxEntries(2_000_000)
                        .setHeapEntries(0)
                        .setDurability(durability));
        return RowSubject.of(manager, cache);
    }
}
