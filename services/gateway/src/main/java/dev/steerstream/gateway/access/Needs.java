package dev.steerstream.gateway.access;

import dev.steerstream.work.keys.Scope;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scope that an endpoint needs, on its method or for all of its class. Without it reading (GET) needs {@code read}, deleting {@code operate} and the
 * rest {@code submit}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Needs {
    Scope value();
}
