package dev.steerstream.gateway;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every endpoint of the gateway, found in its classes: none can be added that a test over all of them does not see. */
final class Endpoints {
    private static final java.nio.file.Path CLASSES = java.nio.file.Path.of("target", "classes");

    private Endpoints() {}

    /**
     * @param path as declared, with its parameters in braces
     * @param events whether it answers with server-sent events
     */
    record Endpoint(String method, String path, boolean events) {
        @Override
        public String toString() {
            return method + " " + path + (events ? " (events)" : "");
        }
    }

    static List<Endpoint> all() {
        List<Endpoint> found = new ArrayList<>();
        try (Stream<java.nio.file.Path> files = Files.walk(CLASSES)) {
            files.filter(file -> file.toString().endsWith("Resource.class"))
                    .map(Endpoints::load)
                    .forEach(resource -> collect(resource, found));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        found.sort(java.util.Comparator.comparing(Endpoint::toString));
        return found;
    }

    private static Class<?> load(java.nio.file.Path file) {
        String name = CLASSES.relativize(file).toString();
        try {
            return Class.forName(
                    name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                    false,
                    Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void collect(Class<?> resource, List<Endpoint> found) {
        Path root = resource.getAnnotation(Path.class);
        if (root == null) return;
        for (Method method : resource.getMethods()) {
            Optional<String> verb = verb(method);
            if (verb.isEmpty()) continue;
            Path own = method.getAnnotation(Path.class);
            found.add(new Endpoint(verb.get(), root.value() + (own == null ? "" : own.value()), events(method)));
        }
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .map(type -> type.getAnnotation(HttpMethod.class))
                .filter(named -> named != null)
                .map(HttpMethod::value)
                .findFirst();
    }

    private static boolean events(Method method) {
        Produces produces = method.getAnnotation(Produces.class);
        return produces != null && List.of(produces.value()).contains("text/event-stream");
    }
}
