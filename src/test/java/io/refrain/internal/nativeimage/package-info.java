/** What is registered for native executables, found out without one. */
@NullMarked
package io.refrain.internal.nativeimage;

import org.jspecify.annotations.NullMarked;
