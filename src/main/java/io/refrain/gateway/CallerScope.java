package io.refrain.gateway;

import io.refrain.cassette.CanonicalJson;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whose answers a caller gets: those of its own credential, known by a keyed hash, so that what is stored tells nobody the credential, and the names of
 * entries cannot be worked out without the key. Safe for use by several threads at once.
 */
final class CallerScope {
    private static final String ALGORITHM = "HmacSHA256";

    /** Two organisations of one credential have different models, and pay by themselves. */
    private static final List<String> WHO = List.of("openai-organization", "openai-project");

    private final boolean shared;
    private final Supplier<byte[]> secret;

    /** @param secret gives the key of the hash, and does not block */
    CallerScope(boolean shared, Supplier<byte[]> secret) {
        this.shared = shared;
        this.secret = secret;
    }

    boolean shared() {
        return shared;
    }

    /** Names whose answers the sender of a request gets. */
    String of(MultiMap headers) {
        if (shared) {
            return "shared";
        }
        StringBuilder who = new StringBuilder();
        for (List<String> names : List.of(Headers.CREDENTIALS, WHO)) {
            for (String name : names) {
                CanonicalJson.write(List.copyOf(headers.getAll(name)).toString(), who);
            }
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.get(), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(who.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
