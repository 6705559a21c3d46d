/** Applies the caching annotations of JSR-107 to CDI beans over any caching provider. */
@NullMarked
package io.refrain.annotations;

import org.jspecify.annotations.NullMarked;
