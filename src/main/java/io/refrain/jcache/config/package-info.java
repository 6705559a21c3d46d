/** Lets an application say what JSR-107 has no words for. */
@NullMarked
package io.refrain.jcache.config;

import org.jspecify.annotations.NullMarked;
