/** What the benchmark compares the service with; packaged by the Maven profile {@code bench} only. */
@NullMarked
package io.refrain.bench;

import org.jspecify.annotations.NullMarked;
