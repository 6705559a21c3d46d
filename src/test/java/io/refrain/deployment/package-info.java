/** Tests of what is delivered around the code: manifests, container files, native configuration. */
@NullMarked
package io.refrain.deployment;

import org.jspecify.annotations.NullMarked;
