package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Encoded;

/**
 * How the keys of one class are written, alone or as a part of another key, so that equal ones are written alike and others are not. Holds on to
 * nothing of one key. Safe for use by several threads at once.
 */
abstract class KeyForm {

    /**
     * The whole of a key.
     *
     * @param forms of the parts
     * @throws javax.cache.CacheException when it, or a part of it, has no form
     */
    Encoded encode(Object key, KeyForms forms) {
        KeyWriter to = forms.writer(key);
        write(key, to);
        return Encoded.text(KeyForms.NAME, to.text());
    }

    /** Whether whoever keeps a key may keep it as it is, since nobody changes it. */
    boolean canBeKept(Object key) {
        return false;
    }

    /**
     * A part of a key.
     *
     * @throws javax.cache.CacheException when it has no form
     */
    abstract void write(Object part, KeyWriter to);
}
