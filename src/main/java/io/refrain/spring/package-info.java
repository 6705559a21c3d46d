/** Gives a Spring Boot application its cache manager. */
@NullMarked
package io.refrain.spring;

import org.jspecify.annotations.NullMarked;
