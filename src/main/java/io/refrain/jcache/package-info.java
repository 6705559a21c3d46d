/** Shows the JSR-107 user a caching provider. */
@NullMarked
package io.refrain.jcache;

import org.jspecify.annotations.NullMarked;
