package dev.steerstream.tracker;

import dev.steerstream.tracker.page.LivePage;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Every endpoint and every live page of the tracker, found in its classes: none can be added that a test over all of them does not see. */
final class Endpoints {
    private static final java.nio.file.Path CLASSES = java.nio.file.Path.of("target", "classes");

    private Endpoints() {}

    /** Method and path as declared, with its parameters in braces, such as {@code GET /tasks/{task}}. */
    static List<String> all() {
        return classes()
                .filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(Endpoints::of)
                .sorted()
                .toList();
    }

    /** Names of the live pages. */
    static List<String> livePages() {
        return classes()
                .filter(type -> LivePage.class.isAssignableFrom(type) && !type.isInterface())
                .map(Endpoints::name)
                .sorted()
                .toList();
    }

    private static Stream<String> of(Class<?> type) {
        String root = type.getAnnotation(Path.class).value();
        return Arrays.stream(type.getMethods()).flatMap(method -> {
            Path own = method.getAnnotation(Path.class);
            String path = (root + (own == null ? "" : own.value())).replace("//", "/");
            return Arrays.stream(method.getAnnotations())
                    .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                    .filter(verb -> verb != null)
                    .map(verb -> verb.value() + " " + path);
        });
    }

    private static String name(Class<?> page) {
        try {
            Field name = page.getDeclaredField("NAME");
            name.setAccessible(true);
            return (String) name.get(null);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException(page + " has no constant NAME", missing);
        }
    }

    private static Stream<Class<?>> classes() {
        try (Stream<java.nio.file.Path> files = Files.walk(CLASSES)) {
            return files
                    .filter(file -> file.toString().endsWith(".class"))
                    .<Class<?>>map(Endpoints::load)
                    .toList()
                    .stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
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
}
