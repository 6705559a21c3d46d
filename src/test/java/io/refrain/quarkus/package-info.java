/** Tests what the service takes for its configuration. */
@NullMarked
package io.refrain.quarkus;

import org.jspecify.annotations.NullMarked;
