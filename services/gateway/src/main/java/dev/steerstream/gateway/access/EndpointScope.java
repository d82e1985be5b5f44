package dev.steerstream.gateway.access;

import dev.steerstream.work.keys.Scope;
import jakarta.ws.rs.HttpMethod;
import java.lang.reflect.Method;
import java.util.Arrays;

/** Which scope an endpoint needs. */
final class EndpointScope {
    private EndpointScope() {}

    static Scope of(Method endpoint) {
        Needs stated = endpoint.getAnnotation(Needs.class);
        if (stated == null) stated = endpoint.getDeclaringClass().getAnnotation(Needs.class);
        if (stated != null) return stated.value();
        return Arrays.stream(endpoint.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(method -> method != null)
                .findFirst()
                .map(method -> switch (method.value()) {
                    case HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS -> Scope.READ;
                    case HttpMethod.DELETE -> Scope.OPERATE;
                    default -> Scope.SUBMIT;
                })
                .orElse(Scope.OPERATE);
    }
}
