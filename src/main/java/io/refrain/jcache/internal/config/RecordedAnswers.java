package io.refrain.jcache.internal.config;

/** What tests do with recorded answers. */
enum RecordedAnswers {
    /** Give them. */
    REPLAY,
    /** Ask, and write them. */
    RECORD
}
