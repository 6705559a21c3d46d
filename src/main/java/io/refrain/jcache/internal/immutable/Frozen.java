package io.refrain.jcache.internal.immutable;

/** A stored form that nobody outside may have: {@code Codecs.thaw} makes a live object of it, a new one each time. Immutable. */
public interface Frozen {}
