/** Tests the /chat resource, over HTTP and part by part. */
@NullMarked
package io.refrain.chat;

import org.jspecify.annotations.NullMarked;
