package io.refrain.jcache.internal.codec;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes equal URIs alike: {@link URI#equals} ignores case in the scheme, the host and escaped octets, and what stands for nothing. Immutable. */
final class CanonicalUri {
    private static final Pattern OCTET = Pattern.compile("%[0-9a-fA-F]{2}");

    private CanonicalUri() {}

    /** @throws IllegalArgumentException when there is no text that an equal one can be read from */
    static String of(URI uri) {
        String text = text(uri);
        URI back = URI.create(text);
        if (!back.equals(uri)) {
            throw new IllegalArgumentException("'" + uri + "' cannot be read back");
        }
        return text;
    }

    private static String text(URI uri) {
        StringBuilder text = new StringBuilder();
        if (uri.getScheme() != null) {
            text.append(uri.getScheme().toLowerCase(Locale.ROOT)).append(':');
        }
        if (uri.isOpaque()) {
            text.append(octets(uri.getRawSchemeSpecificPart()));
        } else {
            addAuthority(uri, text);
            text.append(octets(uri.getRawPath()));
            add('?', uri.getRawQuery(), text);
        }
        add('#', uri.getRawFragment(), text);
        return text.toString();
    }

    private static void addAuthority(URI uri, StringBuilder text) {
        if (uri.getHost() != null) {
            text.append("//");
            if (uri.getRawUserInfo() != null) {
                text.append(octets(uri.getRawUserInfo())).append('@');
            }
            text.append(uri.getHost().toLowerCase(Locale.ROOT));
            if (uri.getPort() >= 0) {
                text.append(':').append(uri.getPort());
            }
        } else if (uri.getRawAuthority() != null) {
            text.append("//").append(octets(uri.getRawAuthority()));
        } else if (uri.getRawPath().startsWith("//")) {
            // Otherwise the path would be taken for an authority.
            text.append("//");
        }
    }

    private static void add(char mark, @Nullable String part, StringBuilder text) {
        if (part != null) {
            text.append(mark).append(octets(part));
        }
    }

    private static String octets(String part) {
        return part.indexOf('%') < 0
                ? part
                : OCTET.matcher(part).replaceAll(octet -> octet.group().toUpperCase(Locale.ROOT));
    }
}
