package io.refrain.jcache.internal.config;

import java.util.regex.Pattern;

/** A URI that nobody could read, as a message may show it: without what may be a credential, even where it is badly written. Has no state. */
final class ShownUri {
    /** Stands for what is not told. */
    static final String HIDDEN = "***";

    /** Up to the last @: an unencoded password may have everything in it. */
    private static final Pattern CREDENTIALS = Pattern.compile("^((?:[^:/@]*:)*?//|[^:/@]*:)?.*@", Pattern.DOTALL);

    /** To the end: an unencoded password may have an ampersand in it, and a name that is encoded may be that of one. */
    private static final Pattern PASSWORD =
            Pattern.compile("([?&][^=&]*(?:pass|%)[^=&]*=).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private ShownUri() {}

    /** What may be shown of a text. */
    static String of(String text) {
        if (text.startsWith(RefrainUri.SQLITE_SCHEME)) {
            // The path of a file, where an @ is one.
            return text;
        }
        String shown = CREDENTIALS.matcher(text).replaceFirst("$1" + HIDDEN + "@");
        return PASSWORD.matcher(shown).replaceFirst("$1" + HIDDEN);
    }

    /** Whether a text has something that is not shown. */
    static boolean hides(String text) {
        return !of(text).equals(text);
    }
}
