/** What the resources that answer from a cache have in common of HTTP: the language in which clients and the cache talk. */
@NullMarked
package io.refrain.http;

import org.jspecify.annotations.NullMarked;
