/** Tests of what the resources have in common. */
@NullMarked
package io.refrain.http;

import org.jspecify.annotations.NullMarked;
