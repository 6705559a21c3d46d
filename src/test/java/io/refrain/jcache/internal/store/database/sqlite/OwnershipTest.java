package io.refrain.jcache.internal.store.database.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.config.Sharing;
import io.refrain.jcache.internal.store.database.row.Session;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a file has one owner: among processes, and among the copies of the library in one. */
class OwnershipTest {
    private static final String OPENED = "opened";

    @TempDir
    Path directory;

    private Path file = Path.of("");

    @BeforeEach
    void name() throws IOException {
        file = directory.toRealPath().resolve("cache.db");
    }

    /** Another process, or what a class loader calls: opens a file, and waits to be told to go on. */
    public static void main(String[] arguments) throws IOException {
        String told = open(arguments[0], arguments[1]);
        System.out.println(told);
        if (told.equals(OPENED) && System.in.read() >= 0) {
            System.exit(0);
        }
    }

    /** Opens a file and leaves it open; gives whether that was refused and why. */
    public static String open(String file, String sharing) {
        try {
            SessionFactory none = (SessionFactory) Proxy.newProxyInstance(
                    SessionFactory.class.getClassLoader(), new Class<?>[] {SessionFactory.class}, (p, m, a) -> null);
            SqliteMedium.open(
                            Path.of(file),
                            SqliteFixture.sharing(Sharing.valueOf(sharing)),
                            none,
                            false,
                            InstantSource.system())
                    .nextGeneration();
            return OPENED;
        } catch (CacheException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Process start(Path file, Sharing sharing) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OwnershipTest.class.getName(),
                        file.toString(),
                        sharing.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String said(Process process) throws IOException {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    @ParameterizedTest
    @CsvSource({"OFF, OFF", "OFF, ON", "ON, OFF"})
    void open_ofAFileThatAnotherProcessHas_isRefusedByNameAlsoThroughALink(Sharing theirs, Sharing ours)
            throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), file);
        Process other = start(file, theirs);
        try {
            assertEquals(OPENED, said(other));
            for (Path way : List.of(file, link)) {
                CacheException refusal =
                        assertThrows(CacheException.class, () -> SqliteFixture.open(way, SqliteFixture.sharing(ours)));
                assertTrue(refusal.toString().contains("in use by process " + other.pid()), refusal::toString);
                assertTrue(refusal.toString().contains("refrain.sqlite.sharing=on"), refusal::toString);
            }
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void open_afterTheOtherProcessWasKilled_isFree() throws Exception {
        Process other = start(file, Sharing.OFF);
        assertEquals(OPENED, said(other));
        other.destroyForcibly().waitFor();
        try (SqliteMedium medium = SqliteFixture.open(file)) {
            assertEquals(2, medium.nextGeneration());
        }
    }

    @Test
    void open_ofAFileThatBothShare_isShared() throws Exception {
        Process other = start(file, Sharing.ON);
        try {
            assertEquals(OPENED, said(other));
            try (SqliteMedium medium = SqliteFixture.open(file, SqliteFixture.sharing(Sharing.ON));
                    Session writer = medium.openWriter()) {
                assertTrue(medium.isShared());
                assertEquals(2, medium.nextGeneration());
                SqliteFixture.keep(writer, 1, "v");
            }
        } finally {
            other.destroyForcibly();
        }
    }

    /** The second copy is refused before it opens a file, since closing that would drop the locks of the first: then another process would get in. */
    @ParameterizedTest
    @CsvSource({"OFF", "ON"})
    void open_byASecondCopyOfTheLibrary_isRefusedAndTheFirstKeepsItsLocks(Sharing sharing) throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), file);
        try (SqliteMedium medium = SqliteFixture.open(file, SqliteFixture.sharing(sharing));
                Session writer = medium.openWriter()) {
            SqliteFixture.keep(writer, 1, "v");
            try (URLClassLoader copy = copy()) {
                for (Path way : List.of(file, link)) {
                    String refusal = openIn(copy, way, sharing);
                    assertTrue(refusal.contains("is in use in this process by the copy of Refrain"), refusal);
                    assertTrue(refusal.contains(String.valueOf(getClass().getClassLoader())), refusal);
                }
            }
            Process other = start(file, Sharing.OFF);
            String told = said(other);
            other.destroyForcibly();
            assertTrue(
                    told.contains("in use by process " + ProcessHandle.current().pid()), told);
        }
    }

    @Test
    void open_byASecondCopyOfTheLibrary_afterTheFirstHasClosed_isFree() throws Exception {
        SqliteFixture.open(file).close();
        try (URLClassLoader copy = copy()) {
            assertEquals(OPENED, openIn(copy, file, Sharing.OFF));
            CacheException refusal = assertThrows(CacheException.class, () -> SqliteFixture.open(file));
            assertTrue(refusal.toString().contains(copy.toString()), refusal::toString);
        }
    }

    @Test
    void open_twiceByOneCopy_isRefused() {
        try (SqliteMedium medium = SqliteFixture.open(file)) {
            assertTrue(medium.isInPlace());
            CacheException refusal = assertThrows(CacheException.class, () -> SqliteFixture.open(file));
            assertTrue(refusal.toString().contains("is in use in this process"), refusal::toString);
        }
    }

    @Test
    void open_thatIsRefused_leavesNoMark() throws IOException {
        Files.createDirectory(file);
        assertThrows(CacheException.class, () -> SqliteFixture.open(file));
        Files.delete(file);
        SqliteFixture.execute(file, "create table notes (note)");
        assertThrows(CacheException.class, () -> SqliteFixture.open(file));
        Files.delete(file);
        SqliteFixture.open(file).close();
    }

    private static String openIn(ClassLoader loader, Path file, Sharing sharing) throws ReflectiveOperationException {
        try {
            Method open = loader.loadClass(OwnershipTest.class.getName()).getMethod("open", String.class, String.class);
            open.setAccessible(true);
            return (String) open.invoke(null, file.toString(), sharing.name());
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** A class loader with classes of its own, as a second web application of a server has. */
    private static URLClassLoader copy() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(each).toUri().toURL());
        }
        return new URLClassLoader("second copy", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
