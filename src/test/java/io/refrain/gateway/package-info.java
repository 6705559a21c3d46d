/** Tests of the gateway, against a stand-in for the upstream. */
@NullMarked
package io.refrain.gateway;

import org.jspecify.annotations.NullMarked;
