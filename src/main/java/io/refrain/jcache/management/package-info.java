/** Names what the statistics have beside those of JSR-107. */
@NullMarked
package io.refrain.jcache.management;

import org.jspecify.annotations.NullMarked;
