package io.refrain.jcache.codec;

/** A stored form that nobody outside may have: {@link Codecs#thaw} makes a live object of it, a new one each time. Immutable. */
public interface Frozen {}
