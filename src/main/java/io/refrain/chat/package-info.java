/** Serves the /chat resource. */
@NullMarked
package io.refrain.chat;

import org.jspecify.annotations.NullMarked;
