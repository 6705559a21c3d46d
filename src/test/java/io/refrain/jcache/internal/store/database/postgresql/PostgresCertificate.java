package io.refrain.jcache.internal.store.database.postgresql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** Makes a server take nothing but TLS, by a certificate for 127.0.0.1 that it has signed itself. Stateless. */
final class PostgresCertificate {
    private static final String STORE_PASSWORD = "changeit";
    private static final String ALIAS = "server";

    private PostgresCertificate() {}

    /** The settings of a server whose directory this is. */
    static List<String> settings(Path directory) throws IOException {
        Path store = directory.resolve("server.p12");
        PostgresPrograms.run(
                directory,
                "",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD));
        Path key = directory.resolve("server.key");
        Path rules = directory.resolve("pg_hba.conf");
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, STORE_PASSWORD.toCharArray());
            write(
                    key,
                    pem(
                            "PRIVATE KEY",
                            keys.getKey(ALIAS, STORE_PASSWORD.toCharArray()).getEncoded()));
            write(file(directory), pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        write(
                rules,
                """
                local all,replication all trust
                hostssl all all 127.0.0.1/32 scram-sha-256
                """);
        return List.of("ssl=on", "ssl_cert_file=" + file(directory), "ssl_key_file=" + key, "hba_file=" + rules);
    }

    static Path file(Path directory) {
        return directory.resolve("server.crt");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
        PostgresPrograms.give(file);
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }
}
